{{ config(pre_hook="{{ check_practice_campaigns() }}") }}
-- Grain: practice × campaign version. A campaign is a code; its versions follow each other in time.

{%- set criteria = [
    'campaign_code', 'campaign_name', 'campaign_description', 'start_date', 'end_date', 'minimum_balance',
    'maximum_balance', 'oldest_bucket_from', 'oldest_bucket_to', 'billing_types', 'exclude_insurance_pending',
    'exclude_payment_plans', 'priority', 'assigned_user', 'task_list_name', 'goal_amount', 'hand_set_status',
] %}

with

practices as (

    select * from {{ ref('practices') }}

),

seed_campaigns as (

    select * from {{ ref('stg_reference__collection_campaigns') }}

),

practice_campaigns as (

    select * from {{ ref('stg_opendental__collection_campaigns') }}

),

users as (

    select * from {{ ref('stg_opendental__users') }}

),

-- a few rows by a few practices: a blank practice is every one
rows_of_practices as (

    select
        practices.practice_id,
        seed_campaigns.campaign_number,
        'seed' as campaign_source,
        {{ columns_of('seed_campaigns', criteria) }}

    from seed_campaigns
    inner join practices on coalesce(seed_campaigns.practice_id, practices.practice_id) = practices.practice_id

    union all

    select
        practice_id,
        -- those of the seed come first
        campaign_number + 500000 as campaign_number,
        'practice' as campaign_source,
        {{ columns_of('practice_campaigns', criteria) }}

    from practice_campaigns

),

-- of two logins that differ in capitals only, the first
logins as (

    select
        practice_id,
        lower(user_name) as login_name,
        min(user_id) as user_id

    from users
    where user_name is not null
    group by practice_id, lower(user_name)

),

numbered as (

    select
        rows_of_practices.*,
        cast(
            row_number() over (partition by practice_id, campaign_number order by start_date) as integer
        ) as version_number,
        -- the last day on which it takes or keeps accounts: a campaign that was stopped by hand does so no more
        case
            when hand_set_status in ('completed', 'cancelled') and end_date >= {{ as_of_date() }}
                then {{ add_days(as_of_date(), -1) }}
            else end_date
        end as last_date,
        coalesce(
            hand_set_status,
            case
                when start_date > {{ as_of_date() }} then 'planned'
                when end_date < {{ as_of_date() }} then 'completed'
                else 'active'
            end
        ) as campaign_status

    from rows_of_practices

),

versions as (

    select
        numbered.practice_id,
        numbered.practice_id * cast(1000000000000 as bigint) + numbered.campaign_number as campaign_id,
        numbered.practice_id * cast(1000000000000 as bigint)
        + numbered.campaign_number * cast(1000000 as bigint) + numbered.version_number as campaign_version_id,
        numbered.campaign_code,
        numbered.version_number,
        numbered.campaign_source,
        numbered.campaign_name,
        numbered.campaign_description,
        numbered.campaign_status,
        numbered.start_date,
        numbered.end_date,
        numbered.last_date,
        cast(coalesce(numbered.minimum_balance, 0) as decimal(18, 2)) as minimum_balance,
        cast(numbered.maximum_balance as decimal(18, 2)) as maximum_balance,
        numbered.oldest_bucket_from,
        numbered.oldest_bucket_to,
        numbered.billing_types,
        numbered.exclude_insurance_pending,
        numbered.exclude_payment_plans,
        numbered.priority,
        numbered.assigned_user,
        logins.user_id as assigned_user_id,
        numbered.task_list_name,
        cast(numbered.goal_amount as decimal(18, 2)) as goal_amount

    from numbered
    left join logins
        on numbered.practice_id = logins.practice_id
        and lower(numbered.assigned_user) = logins.login_name

)

select * from versions
