{# What is done to a model's statement before its table is made, on the engines whose tables change in place. #}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none
) -%}
    {{ return(dbt.duckdb__create_table_as(
        temporary, relation, with_code_fingerprint(compiled_code), language, partitioned_by, sorted_by
    )) }}
{%- endmacro %}

{#
    PostgreSQL writes a CTE that is read twice to disk first, with all its columns. An import CTE is a table that is
    on disk already: it is read where it is needed instead.
#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {{ return(dbt.postgres__create_table_as(temporary, relation, read_imports_in_place(with_code_fingerprint(sql)))) }}
{%- endmacro %}


{# The statement with its import CTEs (`select *` from one table, and no more) marked so. #}
{% macro read_imports_in_place(sql) -%}
    {{ return(modules.re.sub(
        '(?m)^( *\\w+ as) (\\(\\s*select \\* from "[^\\s]+"\\s*\\))', '\\1 not materialized \\2', sql
    )) }}
{%- endmacro %}


{#
    Stands before the bracket of a CTE that others name several times a row. PostgreSQL folds nested selects into one
    expression and reckons each part as often as it is named; a CTE marked so is reckoned once.
#}
{% macro reckoned_once() -%}
    {{ return(adapter.dispatch('reckoned_once', 'dental_collections')()) }}
{%- endmacro %}

{% macro default__reckoned_once() -%}
{%- endmacro %}

{% macro postgres__reckoned_once() -%}
    materialized
{%- endmacro %}
