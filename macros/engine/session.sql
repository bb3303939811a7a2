{#
    Settings under which a model is built, as its pre-hook. PostgreSQL's own are made for many small
    queries; a model sorts and joins millions of rows at once, by CTEs that have no statistics: it would expect
    too few rows and compare each with each, or too many and sort both sides for what a hash finds at once.
#}
{% macro before_model() -%}
    {{ return(adapter.dispatch('before_model', 'dental_collections')()) }}
{%- endmacro %}

{% macro default__before_model() -%}
{%- endmacro %}

{% macro postgres__before_model() -%}
    set local work_mem = '{{ var("postgres_work_mem") }}';
    set local hash_mem_multiplier = 2;
    set local enable_nestloop = off;
    set local enable_mergejoin = off;
    set local jit = off;
    set local synchronous_commit = off
{%- endmacro %}


{# What a new table needs before others read it, as a model's post-hook: statistics on PostgreSQL. #}
{% macro after_model() -%}
    {%- if model.config.materialized != 'view' -%}
    {{ return(adapter.dispatch('after_model', 'dental_collections')()) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__after_model() -%}
{%- endmacro %}

{% macro postgres__after_model() -%}
    analyze {{ this }}
{%- endmacro %}
