{#
    A text key made of several columns: the MD5 of their texts joined by "-". A null is told apart from
    an empty text by the placeholder that dbt_utils uses, so that keys equal the real package's.
#}
{% macro generate_surrogate_key(field_list) -%}
    {%- set blank = '' if var('surrogate_key_treat_nulls_as_empty_strings', false) else '_dbt_utils_surrogate_key_null_' -%}
    {%- set parts = [] -%}
    {%- for field in field_list -%}
        {%- if not loop.first -%}{%- do parts.append("'-'") -%}{%- endif -%}
        {%- do parts.append('coalesce(cast(' ~ field ~ ' as ' ~ dbt.type_string() ~ "), '" ~ blank ~ "')") -%}
    {%- endfor -%}
    {{ dbt.hash(dbt.concat(parts)) }}
{%- endmacro %}
