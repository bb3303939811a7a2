{#
    PostgreSQL writes a CTE that is read twice to disk first, with all its columns. An import CTE is a table that is
    on disk already: it is read where it is needed instead.
#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- set read_in_place = modules.re.sub(
        '(?m)^( *\\w+ as) (\\(\\s*select \\* from "[^\\s]+"\\s*\\))', '\\1 not materialized \\2', sql
    ) -%}
    {{ return(dbt.postgres__create_table_as(temporary, relation, read_in_place)) }}
{%- endmacro %}
