{#
    What did not change is not made again. A model's rows follow from its statement and from the rows that it reads,
    and from nothing else (no clock, no chance). So table operations.model_inputs has a row for every stored model,
    written in the transaction that made it: `input_token`, a hash of both; `rows_token`, by which its readers know its
    rows; and `code_token`, a hash of its statement and those of all that it stands on. A run that finds the input_token as it was keeps the model: making it anew would give the same rows.

    Raw tables, seeds, snapshots and what Python computed are known by a hash of their rows, taken when a run starts
    (of those that its models read) and, of seeds and snapshots, when they are made: edits, deletes and restored
    tables are seen, whoever made them. What is not known is made anew, and `--full-refresh` makes everything anew.

    Engines whose tables cannot change in place (Spark's own) make every model anew.
#}
{% materialization table, default -%}
    {{ return(keep_model() or dbt.materialization_table_default()) }}
{%- endmaterialization %}

{% materialization table, adapter='duckdb' -%}
    {{ return(keep_model() or dbt.materialization_table_duckdb()) }}
{%- endmaterialization %}

{% materialization incremental, default -%}
    {{ return(keep_model() or dbt.materialization_incremental_default()) }}
{%- endmaterialization %}

{% materialization incremental, adapter='duckdb' -%}
    {{ return(keep_model() or dbt.materialization_incremental_duckdb()) }}
{%- endmaterialization %}

{% materialization view, default -%}
    {{ return(keep_model() or dbt.materialization_view_default()) }}
{%- endmaterialization %}


{# What a materialization gives for a model that is kept; none when it has to be made. #}
{% macro keep_model() -%}
    {%- set kept = load_cached_relation(this) -%}
    {%- if flags.FULL_REFRESH or kept is none
        or kept.type != ('view' if model.config.materialized == 'view' else 'table') -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set same = run_query(
        "select 1 from " ~ model_inputs() ~ " where node_id = '" ~ model.unique_id ~ "' and input_token = " ~ input_token()
    ) -%}
    {%- if not same.rows -%}
        {{ return(none) }}
    {%- endif -%}
    {%- call noop_statement('main', 'KEPT', 'KEPT', 0) -%}{%- endcall -%}
    {{ return({'relations': [kept]}) }}
{%- endmacro %}


{# The input_token of the model that is being made, as a SQL expression; null when something that it reads is not known. #}
{% macro input_token() -%}
    {%- set code = local_md5(
        [code_of_any_run(sql), model.description, tojson(model.columns), tojson(model.config)] | join
    ) -%}
    {%- set read = nodes_read([model], with_raw=model.config.materialized != 'view') | map(attribute='unique_id') | list -%}
    (
        select
            case
                when count(*) = {{ read | length }}
                    then md5('{{ code }}' || coalesce(string_agg(node_id || rows_token, '' order by node_id), ''))
            end
        from {{ model_inputs() }}
        where node_id in ('{{ read | join("', '") }}')
    )
{%- endmacro %}


{#
    The code_token of the model that is being made, as a SQL expression. The as-of date is left out: what is stored by
    incremental models does not depend on it.
#}
{% macro code_token() -%}
    {%- set code = local_md5(code_of_any_run(sql) | replace(as_of_date(), '')) -%}
    (
        select md5('{{ code }}' || coalesce(string_agg(code_token, '' order by node_id), ''))
        from {{ model_inputs() }}
        where node_id in ('{{ nodes_read([model]) | map(attribute='unique_id') | join("', '") }}')
    )
{%- endmacro %}


{#
    The nodes that a node's rows come from: stored ones themselves, and through ephemeral models and views what those
    read. A view holds no rows: `with_raw` false leaves out the raw tables, which change its rows only.
#}
{% macro nodes_read(nodes, with_raw=true) -%}
    {%- set seen = {} -%}
    {%- for node in nodes -%}{%- do see_parents(node, with_raw, seen) -%}{%- endfor -%}
    {{ return(seen.values() | rejectattr('config.materialized', 'equalto', 'ephemeral') | list) }}
{%- endmacro %}

{% macro see_parents(node, with_raw, seen) -%}
    {%- for node_id in node.depends_on.nodes if node_id not in seen -%}
        {%- set parent = graph.nodes.get(node_id) or graph.sources.get(node_id) -%}
        {%- if with_raw or parent.resource_type != 'source' -%}
            {%- do seen.update({node_id: parent}) -%}
            {%- if parent.config.materialized in ('ephemeral', 'view') -%}
                {%- do see_parents(parent, with_raw, seen) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{# The table of tokens, with its schema. #}
{% macro model_inputs() -%}
    {{ return(generate_schema_name('operations', none) ~ '.model_inputs') }}
{%- endmacro %}


{# Post-hook of a model, a seed or a snapshot: what it was made of, or what it holds, in its own transaction. #}
{% macro remember_inputs() -%}
    {%- if execute -%}
        {{ return(adapter.dispatch('remember_inputs', 'dental_collections')()) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__remember_inputs() -%}
    delete from {{ model_inputs() }} where node_id = '{{ model.unique_id }}';
    insert into {{ model_inputs() }}
    {% if model.resource_type != 'model' -%}
    {{ hashed_rows(model.unique_id, this) }}
    {%- else -%}
    select
        '{{ model.unique_id }}',
        input_token,
        {% if model.config.incremental_strategy == 'touched' -%}
        -- the fingerprints tell the rows: inputs that touched nothing change nothing for readers
        (select cast(count(*) as text) || '-' || cast(sum(input_fingerprint) as text) from {{ this }})
        {%- else -%}
        input_token
        {%- endif %},
        {{ code_token() }}
    from (select {{ input_token() }} as input_token) as made_of
    where input_token is not null
    {%- endif -%}
{%- endmacro %}

{% macro spark__remember_inputs() -%}
{%- endmacro %}


{# A table's row of model_inputs, known by its rows. #}
{% macro hashed_rows(node_id, relation) -%}
    select
        '{{ node_id }}',
        null,
        cast(count(*) as text) || '-' || cast(coalesce(sum({{ row_hash(['hashed']) }}), 0) as text),
        null
    from {{ relation }} as hashed
{%- endmacro %}


{#
    Before the first model: the hashes of rows that the run's models read and no model made. A transaction of its own,
    since hooks of a run have none.
#}
{% macro remember_rows() -%}
    {%- set selected = [] -%}
    {%- for node_id in selected_resources if node_id in graph.nodes -%}
        {%- do selected.append(graph.nodes[node_id]) -%}
    {%- endfor -%}
    {%- set tables = run_query("select table_schema || '.' || table_name from information_schema.tables").columns[0] -%}
    begin;
    create schema if not exists {{ generate_schema_name('operations', none) }};
    create {{ 'unlogged' if target.type == 'postgres' }} table if not exists {{ model_inputs() }} (
        node_id text, input_token text, rows_token text, code_token text
    );
    {%- for node in nodes_read(selected) if node.resource_type != 'model' %}
    delete from {{ model_inputs() }} where node_id = '{{ node.unique_id }}';
        {%- if node.schema ~ '.' ~ node.name in tables.values() %}
    insert into {{ model_inputs() }} {{ hashed_rows(node.unique_id, node.relation_name) }};
        {%- endif -%}
    {%- endfor %}
    commit
{%- endmacro %}
