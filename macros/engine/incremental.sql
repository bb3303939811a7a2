{#
    The incremental strategy `touched`: the same rows as a full refresh, for the cost of what changed.

    A model keeps two columns of its own: touched_key (what is replaced at once: an account, a month) and
    input_fingerprint (a hash of all the inputs that its rows are made of). A key is touched when its
    fingerprint differs from the stored one. The model gives the rows of touched keys, and one row with
    a null `unique_key` for a touched key that has none any more; the strategy deletes the stored rows of
    all keys given and inserts the others, in the model's transaction. No clock and no stamp takes part,
    so edits, deletes, moves, mapping edits and half-failed builds are all seen.

    In a model, with one CTE per input, each with a column touched_key:

        fingerprints as ({{ input_fingerprints([('candidates', ['task_id', 'amount']), ...]) }}),
        touched as ({{ touched_keys('fingerprints') }}),
        ...
        final as (
            select touched.touched_key, touched.input_fingerprint, rows.task_id, ...
            from touched left join rows on touched.touched_key = rows.touched_key
            {{ keep_vanished('rows.task_id') }}
        )

    Engines whose tables cannot change in place (Spark's own) build these models as tables.
#}
{% macro get_incremental_touched_sql(arg_dict) -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }}
    where touched_key in (select touched_key from {{ arg_dict['temp_relation'] }});

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }}
    where {{ arg_dict['unique_key'] }} is not null
{%- endmacro %}


{#
    touched_key and input_fingerprint of every key, from (relation, columns) pairs: order of rows is no matter.
    The code counts as an input: what the model and all that it stands on compiled to, macros, variables and ephemeral
    steps included (`with_code_fingerprint` puts it in).
#}
{% macro input_fingerprints(inputs) -%}
    select
        touched_key,
        cast(sum(row_fingerprint) as bigint) as input_fingerprint

    from (
        {% for relation, columns in inputs -%}
        select
            touched_key,
            {{ row_hash(["cast('" ~ relation ~ code_mark() ~ "' as " ~ dbt.type_string() ~ ")"] + columns) }} as row_fingerprint
        from {{ relation }}
        {{ 'union all' if not loop.last }}
        {% endfor -%}
    ) as hashed
    group by touched_key
{%- endmacro %}


{# The keys whose rows are to be made: all of them, or those whose inputs are not as the stored rows knew them. #}
{% macro touched_keys(fingerprints) -%}
    /* this run */
    {%- if is_incremental() -%}
    select
        coalesce(inputs.touched_key, stored.touched_key) as touched_key,
        inputs.input_fingerprint

    from {{ fingerprints }} as inputs
    full outer join (
        select
            touched_key,
            -- two in one key are none: it is made anew, and once
            case when min(input_fingerprint) = max(input_fingerprint) then min(input_fingerprint) end
                as input_fingerprint
        from {{ this }}
        group by touched_key
    ) as stored on inputs.touched_key = stored.touched_key
    where inputs.input_fingerprint is distinct from stored.input_fingerprint
    {%- else -%}
    select
        touched_key,
        input_fingerprint

    from {{ fingerprints }}
    {%- endif %}
    /* any run */
{%- endmacro %}


{# A key without rows is told to the strategy, but is no row of a table made anew. #}
{% macro keep_vanished(key_column) -%}
    /* this run */
    {%- if not is_incremental() %}
    where {{ key_column }} is not null
    {%- endif %}
    /* any run */
{%- endmacro %}


{# Stands in a model's SQL for the hash of its code. #}
{% macro code_mark() -%}
    {{ return('<hash of the code>') }}
{%- endmacro %}


{# A model's statement with the hash of its code where it is marked. A unit test stands on nothing. #}
{% macro with_code_fingerprint(sql) -%}
    {%- if code_mark() not in sql or model.resource_type == 'unit_test' -%}
        {{ return(sql) }}
    {%- endif -%}
    {%- set token = run_query('select ' ~ code_token()).columns[0].values()[0] -%}
    {{ return(sql | replace(code_mark(), token)) }}
{%- endmacro %}


{# A model's statement without what only this run brings: the comparison with the rows that are stored. #}
{% macro code_of_any_run(sql) -%}
    {{ return(modules.re.sub('(?s)/\\* this run \\*/.*?/\\* any run \\*/', '', sql)) }}
{%- endmacro %}


{# How such a model is stored: as a table where the engine can't change one in place. #}
{% macro incremental_or_table() -%}
    {{ return(adapter.dispatch('incremental_or_table', 'dental_collections')()) }}
{%- endmacro %}

{% macro default__incremental_or_table() -%}
    {{ return('incremental') }}
{%- endmacro %}

{% macro spark__incremental_or_table() -%}
    {{ return('table') }}
{%- endmacro %}
