-- Grain: campaign of a practice. Its criteria are those of the version under way, else of the last one that began.

with

versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

campaign_accounts as (

    select * from {{ ref('int_collection_campaign_accounts') }}

),

ranked as (

    select
        versions.*,
        row_number() over (
            partition by campaign_id
            order by
                case when start_date <= {{ as_of_date() }} then 0 else 1 end,
                abs({{ days_between('start_date', as_of_date()) }})
        ) as version_rank,
        min(start_date) over (partition by campaign_id) as first_date,
        count(*) over (partition by campaign_id) as version_count,
        max(version_number) over (partition by campaign_id) as last_version_number

    from versions

),

final_dates as (

    select
        campaign_id,
        end_date as final_date

    from ranked
    where version_number = last_version_number

),

totals as (

    select
        campaign_id,
        sum(case when was_member then 1 else 0 end) as account_count,
        sum(case when is_member then 1 else 0 end) as member_count,
        sum(case when attempt_count > 0 then 1 else 0 end) as attempted_account_count,
        sum(case when contact_count > 0 then 1 else 0 end) as contacted_account_count,
        sum(case when is_member and not has_open_task then 1 else 0 end) as unworked_account_count,
        sum(targeted_amount) as targeted_amount,
        sum(case when not was_member then collected_amount else 0 end) as collected_from_others_amount,
        sum(member_cash_amount) as member_cash_amount,
        {{ summed_campaign_measures() }}

    from campaign_accounts
    group by campaign_id

),

filled as (

    select
        ranked.practice_id,
        ranked.campaign_id,
        ranked.campaign_version_id,
        ranked.campaign_code,
        ranked.campaign_name,
        ranked.campaign_description,
        ranked.campaign_status,
        ranked.campaign_source,
        ranked.first_date as start_date,
        final_dates.final_date as end_date,
        cast(ranked.version_count as integer) as version_count,
        ranked.minimum_balance,
        ranked.maximum_balance,
        ranked.oldest_bucket_from,
        ranked.oldest_bucket_to,
        ranked.billing_types,
        ranked.exclude_insurance_pending,
        ranked.exclude_payment_plans,
        ranked.priority,
        ranked.assigned_user,
        ranked.assigned_user_id,
        ranked.task_list_name,
        cast(coalesce(totals.account_count, 0) as bigint) as account_count,
        cast(coalesce(totals.member_count, 0) as bigint) as member_count,
        cast(coalesce(totals.unworked_account_count, 0) as bigint) as unworked_account_count,
        cast(coalesce(totals.attempted_account_count, 0) as bigint) as attempted_account_count,
        cast(coalesce(totals.contacted_account_count, 0) as bigint) as contacted_account_count,
        {{ campaign_measures_or_none('totals') }},
        cast(coalesce(totals.targeted_amount, 0) as decimal(18, 2)) as targeted_amount,
        cast(coalesce(totals.collected_from_others_amount, 0) as decimal(18, 2)) as collected_from_others_amount,
        cast(coalesce(totals.member_cash_amount, 0) as decimal(18, 2)) as member_cash_amount,
        ranked.goal_amount

    from ranked
    inner join final_dates on ranked.campaign_id = final_dates.campaign_id
    left join totals on ranked.campaign_id = totals.campaign_id
    where ranked.version_rank = 1

),

campaigns as (

    select
        filled.*,
        {{ metric_rate(
            'campaign_recovery_rate', 'collected_amount', 'targeted_amount', 'nothing_targeted', money=true
        ) }},
        {{ metric_rate('goal_progress', 'collected_amount', 'goal_amount', 'no_goal', money=true) }},
        {{ metric_rate(
            'contact_rate', 'contacted_account_count', 'attempted_account_count', 'nobody_attempted'
        ) }}

    from filled

)

select * from campaigns
