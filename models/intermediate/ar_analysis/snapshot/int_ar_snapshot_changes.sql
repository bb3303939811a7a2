-- Grain: account × snapshot index, where anything changed since the snapshot before. In cents.
-- Every measure only ever grows by adding: what is charged at least so many days ago (aged_n), what fell due
-- at least so many days ago (due_n), the credits, the balance. A line joins aged_31 on its 31st day, and so on.

{%- set measures = snapshot_measures() %}

with

aging_entries as (

    select * from {{ ref('int_ar_aging_entries') }}

),

due_entries as (

    select * from {{ ref('int_ar_due_entries') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

age_thresholds as (

    {% for days in [0, 31, 61, 91] -%}
    select {{ measures.index('aged_' ~ days) }} as measure, {{ days }} as threshold_days
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

due_thresholds as (

    {% for days in [1, 31, 61, 91, 121] -%}
    select {{ measures.index('due_' ~ days) }} as measure, {{ days }} as threshold_days
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

changes as (

    select
        account_id,
        effective_date as change_date,
        case
            when entry_kind = 'credit' then {{ measures.index('credit') }} else {{ measures.index('balance') }}
        end as measure,
        cast(amount * 100 as bigint) as cents

    from aging_entries

    union all

    select
        aging_entries.account_id,
        greatest(
            -- OpenDental lets a tied discount of the future lower its bucket today
            least(aging_entries.effective_date, {{ as_of_date() }}),
            {{ add_days('aging_entries.bucket_date', 'age_thresholds.threshold_days') }}
        ) as change_date,
        age_thresholds.measure,
        cast(aging_entries.amount * 100 as bigint) as cents

    from aging_entries
    cross join age_thresholds
    where aging_entries.entry_kind in ('charge', 'tied_credit')

    union all

    select
        account_id,
        effective_date as change_date,
        {{ measures.index('due_0') }} as measure,
        cast(amount * 100 as bigint) as cents

    from due_entries

    union all

    select
        due_entries.account_id,
        greatest(
            due_entries.effective_date,
            {{ add_days('due_entries.due_date', 'due_thresholds.threshold_days') }}
        ) as change_date,
        due_thresholds.measure,
        cast(due_entries.amount * 100 as bigint) as cents

    from due_entries
    cross join due_thresholds
    where due_entries.due_date is not null

),

-- what is older than the first day was there at the first snapshot; what is still to come is left out
indexed as (

    select
        changes.account_id,
        coalesce(snapshot_days.snapshot_index, 1) as snapshot_index,
        changes.measure,
        changes.cents

    from changes
    left join snapshot_days on changes.change_date = snapshot_days.date_day
    where changes.change_date <= {{ as_of_date() }}

),

summed as (

    select
        account_id,
        snapshot_index,
        {{ summed_measures() }}

    from indexed
    group by account_id, snapshot_index

)

select * from summed
