{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, unlogged=false) }}
-- Grain: account × snapshot date, as it was when that date was first published. Append-only; no model reads it.

with

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

-- at first there is no such table yet, and nothing was published
published as (

    select distinct
        practice_id,
        snapshot_date

    from {{ this if is_incremental() else 'snapshots' }}
    where {{ '1 = 1' if is_incremental() else '1 = 0' }}

),

new_snapshots as (

    select
        snapshots.practice_id,
        snapshots.account_id,
        snapshots.snapshot_date,
        snapshots.balance_0_30,
        snapshots.balance_31_60,
        snapshots.balance_61_90,
        snapshots.balance_over_90,
        snapshots.balance_as_of,
        {{ as_of_date() }} as published_as_of_date

    from snapshots
    left join published
        on snapshots.practice_id = published.practice_id
        and snapshots.snapshot_date = published.snapshot_date
    where published.snapshot_date is null

)

select * from new_snapshots
