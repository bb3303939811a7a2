{#
    Fails with each of a model's columns that hold nulls, and how many, but no row of the model: rows are
    patients'. One test for all its columns, since dbt takes longer to run a test than to look.

    columns: the columns that every row fills.
#}
{% test never_null(model, columns) %}
    {%- if execute and not columns -%}
        {{ exceptions.raise_compiler_error('never_null of ' ~ model ~ ' names no columns') }}
    {%- endif %}

    with null_counts as (

        select
            {%- for column in columns %}
            count(*) - count({{ column }}) as null_count_{{ loop.index }}
            {%- if not loop.last %},{% endif %}
            {%- endfor %}

        from {{ model }}
        -- DuckDB need not even read the table when it knows that there are none.
        where
            {%- for column in columns %}
            {% if not loop.first %}or {% endif %}{{ column }} is null
            {%- endfor %}

    ),

    required_columns as (

        {%- for column in columns %}
        {% if not loop.first %}union all {% endif %}select '{{ column }}' as column_name
        {%- endfor %}

    ),

    -- Joined and not one select a column: Spark would read the table for each.
    null_counts_by_column as (

        select
            required_columns.column_name,
            case required_columns.column_name
                {%- for column in columns %}
                when '{{ column }}' then null_counts.null_count_{{ loop.index }}
                {%- endfor %}
            end as null_count

        from null_counts
        cross join required_columns

    )

    select
        column_name,
        null_count

    from null_counts_by_column
    where null_count > 0
{% endtest %}
