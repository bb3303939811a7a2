{# What an engine needs before the first model. #}
{% macro before_run() -%}
    {%- if execute -%}
        {{ return(adapter.dispatch('before_run', 'dental_collections')()) }}
    {%- endif -%}
{%- endmacro %}

{# Stops a run of models over a warehouse into which nothing was ever loaded, and says what comes first. #}
{% macro require_loaded() -%}
    {%- set models = [] -%}
    {%- for name in selected_resources if name.startswith(('model.', 'snapshot.')) -%}
        {%- do models.append(name) -%}
    {%- endfor -%}
    {%- set patients = source('opendental', 'patient') -%}
    {%- if models and flags.WHICH in ('build', 'run', 'snapshot') and not run_query(
        "select 1 from information_schema.tables where table_schema = '" ~ patients.schema
        ~ "' and table_name = '" ~ patients.identifier ~ "'"
    ).rows -%}
        {%- do exceptions.raise_compiler_error(
            'schema ' ~ patients.schema ~ ' of target ' ~ target.name ~ ' holds no practice yet: run '
            ~ '`dental-collections load --from ...` first, or `make demo` for a sample'
        ) -%}
    {%- endif -%}
{%- endmacro %}


{% macro default__before_run() -%}
    {%- do require_loaded() -%}
    {%- if flags.WHICH in ('build', 'run', 'seed', 'snapshot') -%}
    {{ remember_rows() }}
    {%- else -%}
    select 1 as nothing_to_do
    {%- endif -%}
{%- endmacro %}

{#
    Spark reads the raw tables from the Parquet version that the loader last switched to: env variable
    SPARK_RAW_VERSION, set by `dental-collections`. Each becomes a view under its source's name.
#}
{% macro spark__before_run() -%}
    {%- set folder = env_var('SPARK_RAW_VERSION', '') -%}
    {%- if folder -%}
        {%- set schemas = [] -%}
        {%- for source in graph.sources.values() if source.schema not in schemas -%}
            {%- do schemas.append(source.schema) -%}
            {%- do run_query('create database if not exists ' ~ source.schema) -%}
        {%- endfor -%}
        {%- for source in graph.sources.values() -%}
            {%- do run_query(
                'create or replace view ' ~ source.schema ~ '.' ~ source.name
                ~ ' as select * from parquet.`' ~ folder ~ '/' ~ source.name ~ '.parquet`'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    select 1 as nothing_to_do
{%- endmacro %}
