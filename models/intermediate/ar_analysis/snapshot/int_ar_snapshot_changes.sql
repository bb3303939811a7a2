-- Grain: account × snapshot index, where anything changed since the snapshot before. In cents.

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

-- OpenDental lets a tied discount of the future lower its bucket today
{% set tied_from = 'least(aging_entries.effective_date, ' ~ as_of_date() ~ ')' -%}

changes as (

    {{ dated_measure_changes('aging_entries', 'due_entries', tied_from) }}

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
