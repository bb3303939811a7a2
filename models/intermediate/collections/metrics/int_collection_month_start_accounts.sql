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
        {{ past_due_total('snapshots') }} as past_due_amount,
        coalesce({{ oldest_bucket('snapshots') }}, 'current') as aging_bucket

    from snapshots
    inner join periods on snapshots.snapshot_date = periods.previous_month_end_date
    where snapshots.balance_as_of > 0

)

select * from owing
