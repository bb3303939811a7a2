-- Grain: as int_collection_owing_days, with what else a campaign asks about the account on that snapshot.

{%- set measures = ['claim_change', 'plan_change', 'plan_starts', 'agency_change', 'agency_starts'] %}

with

owing_days as (

    select * from {{ ref('int_collection_owing_days') }}

),

hold_events as (

    select * from {{ ref('int_collection_hold_events') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

-- what began before history is there at the first snapshot
days_and_events as (

    select
        account_id,
        snapshot_index,
        {%- for measure in measures %}
        0 as {{ measure }},
        {%- endfor %}
        1 as is_day

    from owing_days

    union all

    select
        hold_events.account_id,
        coalesce(snapshot_days.snapshot_index, 1) as snapshot_index,
        {{ columns_of('hold_events', measures) }},
        0 as is_day

    from hold_events
    left join snapshot_days on hold_events.event_date = snapshot_days.date_day

),

by_snapshot as (

    select
        account_id,
        snapshot_index,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        max(is_day) as is_day

    from days_and_events
    group by account_id, snapshot_index

),

-- how many are under way, or have begun, up to each snapshot of an account
running as (

    select
        account_id,
        snapshot_index,
        {%- for measure in measures %}
        cast(
            sum({{ measure }}) over (
                partition by account_id order by snapshot_index
                rows between unbounded preceding and current row
            ) as integer
        ) as {{ measure }},
        {%- endfor %}
        is_day

    from by_snapshot

),

account_days as (

    select
        owing_days.counts_current,
        owing_days.practice_id,
        owing_days.account_id,
        owing_days.snapshot_index,
        owing_days.stretch_number,
        owing_days.balance_as_of,
        owing_days.past_due,
        owing_days.targeted_amount,
        owing_days.oldest_bucket_rank,
        running.claim_change > 0 as has_open_claim,
        running.plan_change > 0 as has_active_plan,
        running.agency_change > 0 as is_at_agency,
        running.plan_starts as plan_start_count,
        running.agency_starts as agency_start_count

    from owing_days
    inner join running
        on owing_days.account_id = running.account_id
        and owing_days.snapshot_index = running.snapshot_index
        and running.is_day = 1

)

select * from account_days
