{{ config(materialized='ephemeral') }}
-- Grain: month × account that owed something when the month began.

with

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

owing as (

    select
        periods.month_number,
        snapshots.practice_id,
        snapshots.account_id,
        snapshots.balance_as_of as receivable_amount,
        snapshots.past_due_1_30
        + snapshots.past_due_31_60
        + snapshots.past_due_61_90
        + snapshots.past_due_91_120
        + snapshots.past_due_over_120 as past_due_amount,
        case
            when snapshots.past_due_over_120 > 0 then 'over_120'
            when snapshots.past_due_91_120 > 0 then '91_120'
            when snapshots.past_due_61_90 > 0 then '61_90'
            when snapshots.past_due_31_60 > 0 then '31_60'
            when snapshots.past_due_1_30 > 0 then '1_30'
            else 'current'
        end as aging_bucket

    from snapshots
    inner join periods on snapshots.snapshot_date = periods.previous_month_end_date
    where snapshots.balance_as_of > 0

)

select * from owing
