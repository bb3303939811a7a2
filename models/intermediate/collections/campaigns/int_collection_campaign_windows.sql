-- Grain: campaign version that has begun. Versions that follow each other day by day are one window: an account stays
-- in the campaign from one to the next.

with

versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

begun as (

    select
        practice_id,
        campaign_id,
        campaign_version_id,
        version_number,
        start_date,
        last_date,
        minimum_balance,
        maximum_balance,
        {%- for limit in ['from', 'to'] %}
        {{ bucket_rank('oldest_bucket_' ~ limit) }} as bucket_rank_{{ limit }},
        {%- endfor %}
        oldest_bucket_from = 'current' as counts_current,
        billing_types,
        exclude_insurance_pending,
        exclude_payment_plans,
        priority

    from versions
    where
        campaign_status <> 'planned'
        and start_date <= {{ as_of_date() }}

),

compared as (

    select
        begun.*,
        case
            when
                {{ add_days('lag(last_date) over (partition by campaign_id order by version_number)', 1) }} = start_date
                and lag(exclude_payment_plans) over (partition by campaign_id order by version_number)
                = exclude_payment_plans
                and lag(counts_current) over (partition by campaign_id order by version_number) = counts_current
                then 0
            else 1
        end as opens_window

    from begun

),

numbered as (

    select
        compared.*,
        cast(
            sum(opens_window) over (
                partition by campaign_id order by version_number rows between unbounded preceding and current row
            ) as integer
        ) as window_number

    from compared

),

-- of one that lasts there is no end; a day still to come is no end yet
window_ends as (

    select
        campaign_id,
        window_number,
        case
            when count(last_date) = count(*) and max(last_date) < {{ as_of_date() }}
                then {{ add_days('max(last_date)', 1) }}
        end as window_end_date

    from numbered
    group by campaign_id, window_number

),

windows as (

    select
        numbered.practice_id,
        numbered.campaign_id,
        numbered.campaign_version_id,
        numbered.window_number,
        window_ends.window_end_date,
        numbered.start_date,
        numbered.last_date,
        numbered.minimum_balance,
        numbered.maximum_balance,
        numbered.bucket_rank_from,
        numbered.bucket_rank_to,
        numbered.counts_current,
        numbered.billing_types,
        numbered.exclude_insurance_pending,
        numbered.exclude_payment_plans,
        numbered.priority

    from numbered
    inner join window_ends
        on numbered.campaign_id = window_ends.campaign_id
        and numbered.window_number = window_ends.window_number

)

select * from windows
