-- Grain: account × snapshot on which it owes something past due, and, for campaigns that take accounts not past
-- due yet (counts_current), × snapshot on which it owes anything; with what a campaign asks about it.

with

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

hold_events as (

    select * from {{ ref('int_collection_hold_events') }}

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
        snapshots.past_due_1_30 + snapshots.past_due_31_60 + snapshots.past_due_61_90
        + snapshots.past_due_91_120 + snapshots.past_due_over_120 as past_due,
        case
            when snapshots.past_due_over_120 > 0 then 5
            when snapshots.past_due_91_120 > 0 then 4
            when snapshots.past_due_61_90 > 0 then 3
            when snapshots.past_due_31_60 > 0 then 2
            when snapshots.past_due_1_30 > 0 then 1
            else 0
        end as oldest_bucket_rank

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
        oldest_bucket_rank

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
        owing.oldest_bucket_rank

    from owing
    inner join practices_with_current on owing.practice_id = practices_with_current.practice_id
    where owing.past_due + owing.past_due_current > 0

),

-- the same for all snapshots in a row: paid in between, another stretch begins
stretches as (

    select
        targeted.*,
        targeted.snapshot_index - row_number() over (
            partition by targeted.counts_current, targeted.account_id
            order by targeted.snapshot_index
        ) as stretch_number

    from targeted

),

-- what began before history is there at the first snapshot
days_and_events as (

    select distinct
        account_id,
        snapshot_index,
        1 as is_day,
        0 as claim_change,
        0 as plan_change,
        0 as plan_starts,
        0 as agency_change,
        0 as agency_starts

    from targeted

    union all

    select
        hold_events.account_id,
        coalesce(snapshot_days.snapshot_index, 1) as snapshot_index,
        0 as is_day,
        hold_events.claim_change,
        hold_events.plan_change,
        hold_events.plan_starts,
        hold_events.agency_change,
        hold_events.agency_starts

    from hold_events
    left join snapshot_days on hold_events.event_date = snapshot_days.date_day

),

running as (

    select
        account_id,
        snapshot_index,
        is_day,
        {{ running_holds(['claim_change', 'plan_change', 'plan_starts', 'agency_change', 'agency_starts']) }}

    from days_and_events

),

account_days as (

    select
        stretches.counts_current,
        stretches.practice_id,
        stretches.account_id,
        stretches.snapshot_index,
        cast(stretches.stretch_number as integer) as stretch_number,
        stretches.balance_as_of,
        cast(stretches.past_due as decimal(18, 2)) as past_due,
        cast(stretches.targeted_amount as decimal(18, 2)) as targeted_amount,
        stretches.oldest_bucket_rank,
        running.claim_change > 0 as has_open_claim,
        running.plan_change > 0 as has_active_plan,
        running.agency_change > 0 as is_at_agency,
        running.plan_starts as plan_start_count,
        running.agency_starts as agency_start_count

    from stretches
    inner join running
        on stretches.account_id = running.account_id
        and stretches.snapshot_index = running.snapshot_index
        and running.is_day = 1

)

select * from account_days
