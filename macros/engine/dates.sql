{# The date a number of whole days after (before, when negative) a date. Both are SQL expressions. #}
{% macro add_days(date_expression, days) -%}
    {{ return(adapter.dispatch('add_days', 'dental_collections')(date_expression, days)) }}
{%- endmacro %}

{% macro default__add_days(date_expression, days) -%}
    {{ exceptions.raise_compiler_error('add_days is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__add_days(date_expression, days) -%}
    ({{ date_expression }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro postgres__add_days(date_expression, days) -%}
    ({{ date_expression }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro spark__add_days(date_expression, days) -%}
    date_add({{ date_expression }}, cast({{ days }} as int))
{%- endmacro %}


{# Whole days from the first date to the second, negative when the second is earlier: an integer. #}
{% macro days_between(from_date, to_date) -%}
    {{ return(adapter.dispatch('days_between', 'dental_collections')(from_date, to_date)) }}
{%- endmacro %}

{% macro default__days_between(from_date, to_date) -%}
    {{ exceptions.raise_compiler_error('days_between is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__days_between(from_date, to_date) -%}
    cast(({{ to_date }} - {{ from_date }}) as integer)
{%- endmacro %}

{% macro postgres__days_between(from_date, to_date) -%}
    ({{ to_date }} - {{ from_date }})
{%- endmacro %}

{% macro spark__days_between(from_date, to_date) -%}
    datediff({{ to_date }}, {{ from_date }})
{%- endmacro %}


{# The last day of a date's month. #}
{% macro month_end(date_expression) -%}
    {{ return(adapter.dispatch('month_end', 'dental_collections')(date_expression)) }}
{%- endmacro %}

{% macro default__month_end(date_expression) -%}
    last_day({{ date_expression }})
{%- endmacro %}

{% macro postgres__month_end(date_expression) -%}
    cast(date_trunc('month', cast({{ date_expression }} as timestamp)) + interval '1 month - 1 day' as date)
{%- endmacro %}


{# The first day of a date's month. #}
{% macro month_start(date_expression) -%}
    {{ start_of('month', date_expression) }}
{%- endmacro %}


{# The first day of a date's year. #}
{% macro year_start(date_expression) -%}
    {{ start_of('year', date_expression) }}
{%- endmacro %}


{# The first day of the month, or of the year, that a date is in. #}
{% macro start_of(part, date_expression) -%}
    {{ return(adapter.dispatch('start_of', 'dental_collections')(part, date_expression)) }}
{%- endmacro %}

{% macro default__start_of(part, date_expression) -%}
    cast(date_trunc('{{ part }}', {{ date_expression }}) as date)
{%- endmacro %}

{# Of a date itself it would give an instant in the session's time zone, and take longer. #}
{% macro postgres__start_of(part, date_expression) -%}
    cast(date_trunc('{{ part }}', cast({{ date_expression }} as timestamp)) as date)
{%- endmacro %}


{# One row per day from the first to the last, both included, in a column date_day. #}
{% macro day_spine(first_day, last_day) -%}
    {{ return(adapter.dispatch('day_spine', 'dental_collections')(first_day, last_day)) }}
{%- endmacro %}

{% macro default__day_spine(first_day, last_day) -%}
    {{ exceptions.raise_compiler_error('day_spine is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__day_spine(first_day, last_day) -%}
    select cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date) as date_day
{%- endmacro %}

{% macro postgres__day_spine(first_day, last_day) -%}
    select cast(generate_series({{ first_day }}, {{ last_day }}, interval '1 day') as date) as date_day
{%- endmacro %}

{% macro spark__day_spine(first_day, last_day) -%}
    select explode(sequence({{ first_day }}, {{ last_day }}, interval 1 day)) as date_day
{%- endmacro %}
