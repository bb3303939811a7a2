{#
    The words of one coded column, from seeds/reference/opendental_codes.csv: columns code, word.
    Left join it on the source's column, then read it through decoded().
    code_type 'integer', or 'text' for the few columns where OpenDental stores letters.
#}
{% macro opendental_words(table_name, column_name, code_type='integer') -%}
    {%- set is_column = "table_name = '" ~ table_name ~ "' and column_name = '" ~ column_name ~ "'" -%}
    select
        {% if code_type == 'integer' -%}
        {#- The guard keeps an engine that reorders filters from casting another column's letters. -#}
        case when {{ is_column }} then cast(code as integer) end as code,
        {%- else -%}
        code,
        {%- endif %}
        word
    from {{ ref('opendental_codes') }}
    where {{ is_column }}
{%- endmacro %}


{# A text code as the seed writes it: "(blank)" where OpenDental has an empty text. #}
{% macro text_code(column_name) -%}
    coalesce(nullif(trim({{ column_name }}), ''), '(blank)')
{%- endmacro %}


{# The word that a left join on opendental_words found; a code that nobody declared is 'unmapped'. #}
{% macro decoded(words) -%}
    coalesce({{ words }}.word, 'unmapped')
{%- endmacro %}


{# OpenDental's yes/no columns are small integers; a column that a practice lacks counts as no. #}
{% macro opendental_boolean(column_name) -%}
    (coalesce({{ column_name }}, 0) <> 0)
{%- endmacro %}


{# True where one of OpenDental's bit flags is set: its value is a power of two. #}
{% macro has_flag(column_name, flag) -%}
    ((coalesce({{ column_name }}, 0) & {{ flag }}) <> 0)
{%- endmacro %}
