{#
    Fails with each of a model's columns that some rows do not satisfy the condition in, and how many, but no row
    of the model: rows are patients'. Null passes. One test for all its columns, since dbt takes longer to run a
    test than to look.

    columns: the columns that the condition is asked of.
    condition: what follows a column's name, as in "between 0 and 1".
#}
{% test each_column(model, columns, condition) %}
    {%- if execute and not columns -%}
        {{ exceptions.raise_compiler_error('each_column of ' ~ model ~ ' names no columns') }}
    {%- endif %}

    with failure_counts as (

        select
            {%- for column in columns %}
            sum(case when not ({{ column }} {{ condition }}) then 1 else 0 end) as failure_count_{{ loop.index }}
            {%- if not loop.last %},{% endif %}
            {%- endfor %}

        from {{ model }}

    ),

    tested_columns as (

        {%- for column in columns %}
        {% if not loop.first %}union all {% endif %}select '{{ column }}' as column_name
        {%- endfor %}

    ),

    -- Joined and not one select a column: Spark would read the table for each.
    failure_counts_by_column as (

        select
            tested_columns.column_name,
            case tested_columns.column_name
                {%- for column in columns %}
                when '{{ column }}' then failure_counts.failure_count_{{ loop.index }}
                {%- endfor %}
            end as failure_count

        from failure_counts
        cross join tested_columns

    )

    select
        column_name,
        failure_count

    from failure_counts_by_column
    where failure_count > 0
{% endtest %}
