-- Grain: metric level × month × campaign × user × account: what an account adds to each metric of a month.
-- So each account, and what it owed when the month began, is there once at every level.

with

work_events as (

    select * from {{ ref('int_collection_work_events') }}

),

promise_and_cash_events as (

    select * from {{ ref('int_collection_promise_and_cash_events') }}

),

owing as (

    select * from {{ ref('int_collection_month_start_accounts') }}

),

campaign_months as (

    select * from {{ ref('int_collection_campaign_months') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

dated_events as (

    select
        work_events.*,
        {{ month_number('event_date') }} as month_number

    from work_events

    union all

    select
        promise_and_cash_events.*,
        {{ month_number('event_date') }} as month_number

    from promise_and_cash_events

),

-- who owed something or was in a campaign counts, whether or not anything happened
standing as (

    select
        practice_id,
        month_number,
        account_id,
        cast(null as bigint) as campaign_id

    from owing

    union all

    select
        practice_id,
        month_number,
        account_id,
        campaign_id

    from campaign_months

),

levelled as (

    {{ metric_level_rows('overall', 'dated_events') }}

    union all

    {{ metric_level_rows('campaign', 'dated_events') }}

    union all

    {{ metric_level_rows('user', 'dated_events') }}

    union all

    {{ metric_level_rows('overall', 'standing', counted=false) }}

    union all

    {{ metric_level_rows('campaign', 'standing', counted=false) }}

),

summed as (

    select
        metric_level,
        practice_id,
        month_number,
        campaign_id,
        user_id,
        account_id,
        {{ summed_metric_measures() }}

    from levelled
    group by metric_level, practice_id, month_number, campaign_id, user_id, account_id

),

final as (

    select
        summed.*,
        periods.snapshot_date,
        periods.period_start_date,
        {{ unassigned_key('summed.practice_id') }}
        + cast(extract(year from periods.snapshot_date) * 100 + extract(month from periods.snapshot_date) as bigint)
            as touched_key,
        coalesce(owing.aging_bucket, 'none') as aging_bucket,
        cast(coalesce(owing.receivable_amount, 0) as decimal(18, 2)) as receivable_amount,
        cast(coalesce(owing.past_due_amount, 0) as decimal(18, 2)) as past_due_amount

    from summed
    inner join periods on summed.month_number = periods.month_number
    left join owing
        on summed.month_number = owing.month_number
        and summed.account_id = owing.account_id

)

select * from final
