{# Text to a whole number of at most nine digits, null where it is none: preferences are free text. #}
{% macro integer_or_null(text_expression) -%}
    {{ return(adapter.dispatch('integer_or_null', 'dental_collections')(text_expression)) }}
{%- endmacro %}

{# A cast alone would round 7.6 and read 1e3 on some engines. #}
{% macro default__integer_or_null(text_expression) -%}
    case
        when translate(trim({{ text_expression }}), '-0123456789', '') = ''
            and length(replace(trim({{ text_expression }}), '-', '')) <= 9
            then try_cast(trim({{ text_expression }}) as integer)
    end
{%- endmacro %}

{% macro postgres__integer_or_null(text_expression) -%}
    case when {{ text_expression }} ~ '^\s*-?[0-9]{1,9}\s*$' then cast({{ text_expression }} as integer) end
{%- endmacro %}


{# Takes YYYY-MM-DD, with or without a time after it, and MM/DD/YYYY. #}
{% macro date_or_null(text_expression) -%}
    {%- set day = '(' ~ iso_day(text_expression) ~ ')' -%}
    {{ return(adapter.dispatch('date_or_null', 'dental_collections')(day)) }}
{%- endmacro %}

{% macro default__date_or_null(iso_day) -%}
    case when {{ iso_day }} like '____-__-__' then try_cast({{ iso_day }} as date) end
{%- endmacro %}

{# A cast would raise an error on 30 February: the day is first held to the length of its month. #}
{% macro postgres__date_or_null(iso_day) -%}
    case
        when {{ iso_day }} ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
            then case
                when cast(substring({{ iso_day }}, 9, 2) as integer) <= extract(
                    day from cast(substring({{ iso_day }}, 1, 8) || '01' as date) + interval '1 month - 1 day'
                )
                    then to_date({{ iso_day }}, 'YYYY-MM-DD')
            end
    end
{%- endmacro %}


{# The first ten characters of a text, an American date put in ISO order. #}
{% macro iso_day(text_expression) -%}
    case
        when substring({{ text_expression }}, 3, 1) = '/' and substring({{ text_expression }}, 6, 1) = '/'
            then substring({{ text_expression }}, 7, 4) || '-' || substring({{ text_expression }}, 1, 2)
                || '-' || substring({{ text_expression }}, 4, 2)
        else substring({{ text_expression }}, 1, 10)
    end
{%- endmacro %}


{# A text of a seed, null where it is blank: dbt writes a blank as the word None on Spark. #}
{% macro seed_text(column_name) -%}
    {{ return(adapter.dispatch('seed_text', 'dental_collections')(column_name)) }}
{%- endmacro %}

{% macro default__seed_text(column_name) -%}
    nullif({{ column_name }}, '')
{%- endmacro %}

{% macro spark__seed_text(column_name) -%}
    nullif(nullif({{ column_name }}, ''), 'None')
{%- endmacro %}
