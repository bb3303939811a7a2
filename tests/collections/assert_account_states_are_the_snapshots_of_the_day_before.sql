-- What an account owed before a day = its snapshot of the day before, where there is one.
-- The snapshot of the as-of date is left out: it counts tied discounts of the future, as OpenDental does today.

with

states as (

    select * from {{ ref('int_collection_account_states') }}

),

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

expected as (

    select
        states.account_id,
        states.state_date,
        coalesce(snapshots.balance_as_of, 0) as balance_before,
        coalesce(
            snapshots.past_due_1_30 + snapshots.past_due_31_60 + snapshots.past_due_61_90
            + snapshots.past_due_91_120 + snapshots.past_due_over_120, 0
        ) as past_due_before,
        case
            when snapshots.past_due_over_120 > 0 then 'over_120'
            when snapshots.past_due_91_120 > 0 then '91_120'
            when snapshots.past_due_61_90 > 0 then '61_90'
            when snapshots.past_due_31_60 > 0 then '31_60'
            when snapshots.past_due_1_30 > 0 then '1_30'
            when snapshots.past_due_current > 0 then 'current'
            else 'none'
        end as aging_bucket_before

    from states
    inner join snapshot_days
        on states.state_date = {{ add_days('snapshot_days.date_day', 1) }}
        and snapshot_days.is_snapshot
    left join snapshots
        on states.account_id = snapshots.account_id
        and snapshot_days.date_day = snapshots.snapshot_date
    where snapshot_days.date_day < {{ as_of_date() }}

)

select
    states.account_id,
    states.state_date,
    states.balance_before,
    states.past_due_before,
    states.aging_bucket_before,
    expected.balance_before as expected_balance,
    expected.past_due_before as expected_past_due,
    expected.aging_bucket_before as expected_bucket

from states
inner join expected
    on states.account_id = expected.account_id
    and states.state_date = expected.state_date
where
    states.balance_before <> expected.balance_before
    or states.past_due_before <> expected.past_due_before
    or states.aging_bucket_before <> expected.aging_bucket_before
