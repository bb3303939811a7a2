{# The same day a number of months later (earlier, when negative), or the month's last where it has no such day. #}
{% macro add_months(date_expression, months) -%}
    {{ return(adapter.dispatch('add_months', 'dental_collections')(date_expression, months)) }}
{%- endmacro %}

{% macro default__add_months(date_expression, months) -%}
    {{ exceptions.raise_compiler_error('add_months is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__add_months(date_expression, months) -%}
    cast(({{ date_expression }} + to_months(cast({{ months }} as integer))) as date)
{%- endmacro %}

{% macro postgres__add_months(date_expression, months) -%}
    cast(({{ date_expression }} + make_interval(months => cast({{ months }} as integer))) as date)
{%- endmacro %}

{% macro spark__add_months(date_expression, months) -%}
    add_months({{ date_expression }}, cast({{ months }} as int))
{%- endmacro %}


{# Calendar months from the first date's month to the second's, whatever the days. #}
{% macro months_between_months(from_date, to_date) -%}
    ({{ month_number(to_date) }} - {{ month_number(from_date) }})
{%- endmacro %}


{# The number of a date's month, one higher every month. #}
{% macro month_number(date_expression) -%}
    {{ return(adapter.dispatch('month_number', 'dental_collections')(date_expression)) }}
{%- endmacro %}

{% macro default__month_number(date_expression) -%}
    cast(extract(year from {{ date_expression }}) * 12 + extract(month from {{ date_expression }}) as integer)
{%- endmacro %}

{# What extract gives there is numeric, which is slow to add. #}
{% macro postgres__month_number(date_expression) -%}
    cast(
        date_part('year', {{ date_expression }}) * 12 + date_part('month', {{ date_expression }}) as integer
    )
{%- endmacro %}
