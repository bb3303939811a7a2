{#
    Numerator ÷ denominator as numeric(18, 6), null where the denominator is not above 0. Half a millionth
    is rounded away from 0 on every engine alike: they divide whole numbers, for doubles and decimals
    are rounded in different ways.

    Both are counts, or both are money through `cents`; up to 10^12 each.
#}
{% macro ratio(numerator, denominator) -%}
    cast(
        case
            when {{ denominator }} > 0
                then sign({{ numerator }}) * {{ whole_quotient(
                    '2000000 * abs(cast(' ~ numerator ~ ' as bigint)) + cast(' ~ denominator ~ ' as bigint)',
                    '2 * cast(' ~ denominator ~ ' as bigint)'
                ) }}
        end as decimal(18, 0)
    ) * cast(0.000001 as decimal(7, 6))
{%- endmacro %}


{# An amount of dollars as a whole number of cents. #}
{% macro cents(amount) -%}
    cast({{ amount }} * 100 as bigint)
{%- endmacro %}


{# The whole part of the quotient of two whole numbers, neither below 0. #}
{% macro whole_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch('whole_quotient', 'dental_collections')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__whole_quotient(dividend, divisor) -%}
    {{ exceptions.raise_compiler_error('whole_quotient is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) // ({{ divisor }}))
{%- endmacro %}

{% macro postgres__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) / ({{ divisor }}))
{%- endmacro %}

{% macro spark__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) div ({{ divisor }}))
{%- endmacro %}
