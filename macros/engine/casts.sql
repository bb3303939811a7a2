{# Text to a whole number or a date, null where it is neither: preferences are free text. #}
{% macro integer_or_null(text_expression) -%}
    {{ return(adapter.dispatch('integer_or_null', 'dental_collections')(text_expression)) }}
{%- endmacro %}

{% macro default__integer_or_null(text_expression) -%}
    try_cast({{ text_expression }} as integer)
{%- endmacro %}

{% macro postgres__integer_or_null(text_expression) -%}
    case when {{ text_expression }} ~ '^\s*-?[0-9]{1,9}\s*$' then cast({{ text_expression }} as integer) end
{%- endmacro %}


{# Takes YYYY-MM-DD, with or without a time after it, and MM/DD/YYYY. #}
{% macro date_or_null(text_expression) -%}
    {{ return(adapter.dispatch('date_or_null', 'dental_collections')(text_expression)) }}
{%- endmacro %}

{% macro default__date_or_null(text_expression) -%}
    try_cast(
        case
            when substring({{ text_expression }}, 3, 1) = '/' and substring({{ text_expression }}, 6, 1) = '/'
                then substring({{ text_expression }}, 7, 4) || '-' || substring({{ text_expression }}, 1, 2)
                    || '-' || substring({{ text_expression }}, 4, 2)
            else substring({{ text_expression }}, 1, 10)
        end as date
    )
{%- endmacro %}

{% macro postgres__date_or_null(text_expression) -%}
    case
        when {{ text_expression }} ~ '^(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])/[0-9]{4}'
            then to_date(substring({{ text_expression }}, 1, 10), 'MM/DD/YYYY')
        when {{ text_expression }} ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
            then to_date(substring({{ text_expression }}, 1, 10), 'YYYY-MM-DD')
    end
{%- endmacro %}
