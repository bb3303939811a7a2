{{
    config(
        materialized=incremental_or_table(), incremental_strategy='touched', unique_key='state_date', unlogged=false
    )
}}
-- Grain: account × day of a contact (state_date). What was owed at the end of the day before.

with

contact_days as (

    select * from {{ ref('int_collection_contact_days') }}

),

account_fingerprints as (

    select * from {{ ref('int_ar_account_fingerprints') }}

),

aging_entries as (

    select * from {{ ref('int_ar_aging_entries') }}

),

due_entries as (

    select * from {{ ref('int_ar_due_entries') }}

),

days as (

    select
        practice_id,
        account_id,
        contact_date as state_date,
        account_id as touched_key

    from contact_days

),

-- of accounts without a contact there is nothing to keep
balances as (

    select
        account_id as touched_key,
        ar_fingerprint

    from account_fingerprints
    where account_id in (select account_id from contact_days)

),

fingerprints as (

    {{ input_fingerprints([('days', ['practice_id', 'state_date']), ('balances', ['ar_fingerprint'])]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

touched_aging_entries as (

    select * from aging_entries
    where account_id in (select touched_key from touched)

),

touched_due_entries as (

    select * from due_entries
    where account_id in (select touched_key from touched)

),

changes as (

    {{ dated_measure_changes('touched_aging_entries', 'touched_due_entries') }}

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

    from days
    where touched_key in (select touched_key from touched)

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

-- without a row where nothing was owed
aged as (

    {{ aged_measures('running', ['account_id', 'state_date']) }}

),

states as (

    select
        days.touched_key,
        days.practice_id,
        days.account_id,
        days.state_date,
        cast(coalesce(aged.balance_as_of, 0) as decimal(18, 2)) as balance_before,
        cast(coalesce({{ past_due_total('aged') }}, 0) as decimal(18, 2)) as past_due_before,
        coalesce({{ oldest_bucket('aged') }}, 'none') as aging_bucket_before

    from days
    left join aged
        on days.account_id = aged.account_id
        and days.state_date = aged.state_date

),

final as (

    select
        {{ columns_of('states', [
            'practice_id', 'account_id', 'state_date', 'balance_before', 'past_due_before', 'aging_bucket_before',
        ]) }},
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join states on touched.touched_key = states.touched_key
    {{ keep_vanished('states.state_date') }}

)

select * from final
