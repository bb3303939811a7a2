{# Every schema is `schema_prefix` + its plain name, so that one database can hold several warehouses. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ var('schema_prefix', env_var('DENTAL_SCHEMA_PREFIX', '')) }}{{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
