{#
    OpenDental keeps money as doubles. It becomes whole cents here and nowhere else. Engines differ in
    how they round half a cent of a double, so it goes through decimal(28, 6) first. What is no
    amount (NaN, infinite, a billion or more) becomes null and the line goes to quarantine.
#}
{% macro money(expression) -%}
    cast(round(cast(case when {{ is_usable_amount(expression) }} then {{ expression }} end as decimal(28, 6)), 2) as decimal(18, 2))
{%- endmacro %}


{# As money, for the columns where OpenDental writes -1 for "blank". #}
{% macro money_or_blank(expression) -%}
    {{ money('nullif(' ~ expression ~ ', -1)') }}
{%- endmacro %}


{# NaN is greater than every number on all three engines, so one comparison finds it too. #}
{% macro is_usable_amount(expression) -%}
    (coalesce({{ expression }}, 0) > -1e9 and coalesce({{ expression }}, 0) < 1e9)
{%- endmacro %}


{# True where rounding to cents changes the amount by more than a double's own noise. #}
{% macro has_subcents(expression) -%}
    case
        when {{ is_usable_amount(expression) }}
            then abs(coalesce({{ expression }}, 0) - cast(coalesce({{ money(expression) }}, 0) as double precision)) > 0.000001
        else false
    end
{%- endmacro %}
