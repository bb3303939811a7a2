{#
    What accounts owed at the end of the day before each of some days: practice_id, account_id,
    state_date, balance_before and the past-due buckets. Says of a day what int_ar_aging_snapshot says
    of the day before it.

    days: CTE with practice_id, account_id, state_date, no day twice.
    aging_entries, due_entries: CTEs with the columns of int_ar_aging_entries and int_ar_due_entries, at
    least of the accounts in days.
#}
{% macro states_before(days, aging_entries, due_entries) -%}
    with changes as (

        {{ dated_measure_changes(aging_entries, due_entries) }}

    ),

    -- a change counts from the day after on
    changes_and_days as (

        select
            account_id,
            {{ add_days('change_date', 1) }} as event_date,
            cast(null as date) as state_date,
            measure,
            cents

        from changes

        union all

        select
            account_id,
            state_date as event_date,
            state_date,
            cast(null as integer) as measure,
            cast(0 as bigint) as cents

        from {{ days }}

    ),

    -- each change goes to the first day that shows it, and no row has to meet a range of others; backwards,
    -- for where a window's start moves PostgreSQL looks at all of the rest again for every row
    placed as (

        select
            account_id,
            min(state_date) over (
                partition by account_id order by event_date desc
                range between unbounded preceding and current row
            ) as state_date,
            measure,
            cents

        from changes_and_days

    ),

    summed as (

        select
            account_id,
            state_date,
            {{ summed_measures() }}

        from placed
        where state_date is not null
        group by account_id, state_date

    ),

    running as (

        select
            account_id,
            state_date,
            {{ running_measures(order_by='state_date') }}

        from summed

    ),

    aged as (

        {{ aged_measures('running', ['account_id', 'state_date']) }}

    )

    select
        days.practice_id,
        days.account_id,
        days.state_date,
        coalesce(aged.balance_as_of, 0) as balance_before,
        coalesce(aged.past_due_current, 0) as past_due_current,
        coalesce(aged.past_due_1_30, 0) as past_due_1_30,
        coalesce(aged.past_due_31_60, 0) as past_due_31_60,
        coalesce(aged.past_due_61_90, 0) as past_due_61_90,
        coalesce(aged.past_due_91_120, 0) as past_due_91_120,
        coalesce(aged.past_due_over_120, 0) as past_due_over_120

    from {{ days }} as days
    left join aged
        on days.account_id = aged.account_id
        and days.state_date = aged.state_date
{%- endmacro %}
