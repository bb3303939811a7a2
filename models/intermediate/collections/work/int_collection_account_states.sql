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

contacted_accounts as (

    select distinct account_id
    from contact_days

),

-- of the other accounts there is nothing to keep
balances as (

    select
        account_fingerprints.account_id as touched_key,
        account_fingerprints.ar_fingerprint

    from account_fingerprints
    inner join contacted_accounts on account_fingerprints.account_id = contacted_accounts.account_id

),

fingerprints as (

    {{ input_fingerprints([('days', ['practice_id', 'state_date']), ('balances', ['ar_fingerprint'])]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

touched_days as (

    select
        days.practice_id,
        days.account_id,
        days.state_date

    from days
    inner join touched on days.touched_key = touched.touched_key

),

touched_aging_entries as (

    select
        aging_entries.account_id,
        aging_entries.effective_date,
        aging_entries.bucket_date,
        aging_entries.entry_kind,
        aging_entries.amount

    from aging_entries
    inner join touched on aging_entries.account_id = touched.touched_key

),

touched_due_entries as (

    select
        due_entries.account_id,
        due_entries.effective_date,
        due_entries.due_date,
        due_entries.amount

    from due_entries
    inner join touched on due_entries.account_id = touched.touched_key

),

states as (

    {{ states_before('touched_days', 'touched_aging_entries', 'touched_due_entries') }}

),

final as (

    select
        states.practice_id,
        states.account_id,
        states.state_date,
        cast(states.balance_before as decimal(18, 2)) as balance_before,
        cast(
            states.past_due_1_30 + states.past_due_31_60 + states.past_due_61_90 + states.past_due_91_120
            + states.past_due_over_120 as decimal(18, 2)
        ) as past_due_before,
        case
            when states.past_due_over_120 > 0 then 'over_120'
            when states.past_due_91_120 > 0 then '91_120'
            when states.past_due_61_90 > 0 then '61_90'
            when states.past_due_31_60 > 0 then '31_60'
            when states.past_due_1_30 > 0 then '1_30'
            when states.past_due_current > 0 then 'current'
            else 'none'
        end as aging_bucket_before,
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join states on touched.touched_key = states.account_id
    {{ keep_vanished('states.state_date') }}

)

select * from final
