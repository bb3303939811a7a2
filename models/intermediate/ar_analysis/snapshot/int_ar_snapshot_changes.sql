-- Grain: account × snapshot index, where anything changed since the snapshot before.
-- Every measure only ever grows by adding: what is charged at least so many days ago (aged_n), what fell due
-- at least so many days ago (due_n), the credits, the balance. A line joins aged_31 on its 31st day, and so on.

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

    select
        column1 as measure,
        column2 as threshold_days
    from (
        select 'aged_0' as column1, 0 as column2
        union all select 'aged_31', 31
        union all select 'aged_61', 61
        union all select 'aged_91', 91
    ) as thresholds

),

due_thresholds as (

    select
        column1 as measure,
        column2 as threshold_days
    from (
        select 'due_1' as column1, 1 as column2
        union all select 'due_31', 31
        union all select 'due_61', 61
        union all select 'due_91', 91
        union all select 'due_121', 121
    ) as thresholds

),

changes as (

    select
        practice_id,
        account_id,
        effective_date as change_date,
        case when entry_kind = 'credit' then 'credit' else 'balance' end as measure,
        amount

    from aging_entries

    union all

    select
        aging_entries.practice_id,
        aging_entries.account_id,
        greatest(
            aging_entries.effective_date,
            {{ add_days('aging_entries.bucket_date', 'age_thresholds.threshold_days') }}
        ) as change_date,
        age_thresholds.measure,
        aging_entries.amount

    from aging_entries
    cross join age_thresholds
    where aging_entries.entry_kind in ('charge', 'tied_credit')

    union all

    select
        practice_id,
        account_id,
        effective_date as change_date,
        'due_0' as measure,
        amount

    from due_entries

    union all

    select
        due_entries.practice_id,
        due_entries.account_id,
        greatest(
            due_entries.effective_date,
            {{ add_days('due_entries.due_date', 'due_thresholds.threshold_days') }}
        ) as change_date,
        due_thresholds.measure,
        due_entries.amount

    from due_entries
    cross join due_thresholds
    where due_entries.due_date is not null

),

first_day as (

    select min(date_day) as date_day
    from snapshot_days

),

summed as (

    select
        changes.practice_id,
        changes.account_id,
        snapshot_days.snapshot_index,
        {%- for measure in snapshot_measures() %}
        cast(sum(case when changes.measure = '{{ measure }}' then changes.amount else 0 end) as decimal(18, 2))
            as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}

    from changes
    cross join first_day
    inner join snapshot_days on greatest(changes.change_date, first_day.date_day) = snapshot_days.date_day
    group by changes.practice_id, changes.account_id, snapshot_days.snapshot_index

)

select * from summed
