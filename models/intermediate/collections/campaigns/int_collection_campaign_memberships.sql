-- Grain: campaign × account × spell. An account stays, however old its debt grows, until it has paid, signs a plan,
-- goes to an agency or the campaign ends. A member on a day: entered_date <= day, left_date null or after the day.

with

spells as (

    select * from {{ ref('int_collection_campaign_spells') }}

),

account_days as (

    select * from {{ ref('int_collection_campaign_account_days') }}

),

hold_events as (

    select * from {{ ref('int_collection_hold_events') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

snapshots as (

    select
        snapshot_index,
        date_day as snapshot_date

    from snapshot_days
    where is_snapshot

),

stretch_lengths as (

    select
        counts_current,
        account_id,
        stretch_number,
        max(snapshot_index) + 1 as paid_index

    from account_days
    group by counts_current, account_id, stretch_number

),

stretch_ends as (

    select
        stretch_lengths.counts_current,
        stretch_lengths.account_id,
        stretch_lengths.stretch_number,
        snapshots.snapshot_date as paid_date

    from stretch_lengths
    inner join snapshots on stretch_lengths.paid_index = snapshots.snapshot_index

),

start_counts as (

    select
        account_id,
        event_date,
        plan_starts,
        agency_starts,
        cast(sum(plan_starts) over (
            partition by account_id order by event_date rows between unbounded preceding and current row
        ) as integer) as plan_start_count,
        cast(sum(agency_starts) over (
            partition by account_id order by event_date rows between unbounded preceding and current row
        ) as integer) as agency_start_count

    from hold_events
    where plan_starts > 0 or agency_starts > 0

),

-- the day of the first start after so many of them
plan_starts as (

    select
        account_id,
        plan_start_count - plan_starts as starts_before,
        event_date as plan_date

    from start_counts
    where plan_starts > 0

),

agency_starts as (

    select
        account_id,
        agency_start_count - agency_starts as starts_before,
        event_date as agency_date

    from start_counts
    where agency_starts > 0

),

endings as (

    select
        spells.*,
        stretch_ends.paid_date,
        plan_starts.plan_date,
        agency_starts.agency_date,
        least(
            stretch_ends.paid_date, plan_starts.plan_date, agency_starts.agency_date, spells.window_end_date
        ) as left_date

    from spells
    left join stretch_ends
        on spells.counts_current = stretch_ends.counts_current
        and spells.account_id = stretch_ends.account_id
        and spells.stretch_number = stretch_ends.stretch_number
    left join plan_starts
        on spells.account_id = plan_starts.account_id
        and spells.plan_start_count = plan_starts.starts_before
    left join agency_starts
        on spells.account_id = agency_starts.account_id
        and spells.agency_start_count = agency_starts.starts_before

),

memberships as (

    select
        practice_id,
        campaign_id,
        account_id,
        cast(
            row_number() over (partition by campaign_id, account_id order by entered_date) as integer
        ) as spell_number,
        campaign_version_id,
        priority,
        entered_date,
        left_date,
        case left_date
            when agency_date then 'agency'
            when plan_date then 'payment_plan'
            when paid_date then 'paid'
            when window_end_date then 'campaign_ended'
        end as left_reason,
        balance_at_entry,
        past_due_at_entry,
        targeted_at_entry,
        aging_bucket_at_entry

    from endings

)

select * from memberships
