-- Grain: account × snapshot on which it owes something past due, and, for campaigns that take accounts not past
-- due yet (counts_current), × snapshot on which it owes anything.

with

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

practices_with_current as (

    select distinct practice_id
    from versions
    where oldest_bucket_from = 'current'

),

owing as (

    select
        snapshots.practice_id,
        snapshots.account_id,
        snapshot_days.snapshot_index,
        snapshots.balance_as_of,
        snapshots.past_due_current,
        {{ past_due_total('snapshots') }} as past_due,
        coalesce({{ oldest_bucket('snapshots') }}, 'current') as oldest_bucket

    from snapshots
    inner join snapshot_days
        on snapshots.snapshot_date = snapshot_days.date_day
        and snapshot_days.is_snapshot

),

targeted as (

    select
        false as counts_current,
        practice_id,
        account_id,
        snapshot_index,
        balance_as_of,
        past_due,
        past_due as targeted_amount,
        oldest_bucket

    from owing
    where past_due > 0

    union all

    select
        true as counts_current,
        owing.practice_id,
        owing.account_id,
        owing.snapshot_index,
        owing.balance_as_of,
        owing.past_due,
        owing.past_due + owing.past_due_current as targeted_amount,
        owing.oldest_bucket

    from owing
    inner join practices_with_current on owing.practice_id = practices_with_current.practice_id
    where owing.past_due + owing.past_due_current > 0

),

-- the same for all snapshots in a row: paid in between, another stretch begins
stretches as (

    select
        targeted.counts_current,
        targeted.practice_id,
        targeted.account_id,
        targeted.snapshot_index,
        cast(
            targeted.snapshot_index - row_number() over (
                partition by targeted.counts_current, targeted.account_id
                order by targeted.snapshot_index
            ) as integer
        ) as stretch_number,
        targeted.balance_as_of,
        cast(targeted.past_due as decimal(18, 2)) as past_due,
        cast(targeted.targeted_amount as decimal(18, 2)) as targeted_amount,
        {{ bucket_rank('targeted.oldest_bucket') }} as oldest_bucket_rank

    from targeted

)

select * from stretches
