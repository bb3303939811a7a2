{#
    What stood at every month-end, from spans of months: a span counts at each month-end with
    from_month ≤ month-end < until_month, without an end when until_month is null. One row per
    practice and month-end of int_ar_snapshot_days, the months without any span included.

    spans: CTE with practice_id, from_month, until_month (month-ends) and the measures.
    measures: maps each measure to its data type.
#}
{% macro stood_at_month_ends(spans, measures) -%}
    with changes as (

        select
            practice_id,
            from_month as change_month
            {%- for measure in measures %},
            {{ measure }}
            {%- endfor %}

        from {{ spans }}

        union all

        select
            practice_id,
            until_month as change_month
            {%- for measure in measures %},
            -{{ measure }} as {{ measure }}
            {%- endfor %}

        from {{ spans }}
        where until_month is not null

    ),

    month_ends as (

        select
            settings.practice_id,
            snapshot_days.date_day as month_end_date

        from {{ ref('int_ar_snapshot_days') }} as snapshot_days
        cross join {{ ref('int_ar_practice_settings') }} as settings
        where snapshot_days.is_month_end

    ),

    first_month as (

        select min(month_end_date) as month_end_date
        from month_ends

    ),

    changed as (

        select
            changes.practice_id,
            greatest(changes.change_month, first_month.month_end_date) as month_end_date
            {%- for measure in measures %},
            sum(changes.{{ measure }}) as {{ measure }}
            {%- endfor %}

        from changes
        cross join first_month
        group by changes.practice_id, greatest(changes.change_month, first_month.month_end_date)

    )

    select
        month_ends.practice_id,
        month_ends.month_end_date
        {%- for measure, data_type in measures.items() %},
        cast(
            sum(coalesce(changed.{{ measure }}, 0)) over (
                partition by month_ends.practice_id order by month_ends.month_end_date
                rows between unbounded preceding and current row
            ) as {{ data_type }}
        ) as {{ measure }}
        {%- endfor %}

    from month_ends
    left join changed
        on month_ends.practice_id = changed.practice_id
        and month_ends.month_end_date = changed.month_end_date
{%- endmacro %}
