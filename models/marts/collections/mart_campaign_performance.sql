-- Grain: collection campaign of a practice, over its whole life up to the as-of date.

with

campaigns as (

    select * from {{ ref('int_collection_campaigns') }}

),

promises as (

    select * from {{ ref('int_payment_promises') }}

),

matured as (

    select
        campaign_id,
        {{ summed_matured_promises() }}

    from promises
    where campaign_id is not null
    group by campaign_id

),

filled as (

    select
        cast(campaigns.campaign_id as bigint) as campaign_id,
        cast(campaigns.practice_id as integer) as practice_id,
        campaigns.campaign_code,
        campaigns.campaign_name,
        campaigns.campaign_description,
        campaigns.campaign_source,
        campaigns.campaign_status,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.priority,
        cast(
            coalesce(campaigns.assigned_user_id, {{ unassigned_key('campaigns.practice_id') }}) as bigint
        ) as assigned_user_id,
        campaigns.account_count,
        campaigns.targeted_amount,
        campaigns.member_count,
        campaigns.unworked_account_count,
        campaigns.task_count,
        campaigns.open_task_count,
        campaigns.attempt_count as outbound_count,
        campaigns.contact_count,
        campaigns.attempted_account_count,
        campaigns.contacted_account_count,
        campaigns.contact_rate,
        campaigns.contact_rate_reason,
        campaigns.promise_count,
        campaigns.promised_amount,
        {%- for measure, (_, data_type) in matured_promise_measures().items() %}
        cast(coalesce(matured.{{ measure }}, 0) as {{ data_type }}) as {{ measure }},
        {%- endfor %}
        campaigns.collected_amount,
        campaigns.collected_from_others_amount,
        campaigns.campaign_recovery_rate as recovery_rate,
        campaigns.campaign_recovery_rate_reason as recovery_rate_reason,
        campaigns.goal_amount,
        campaigns.goal_progress,
        campaigns.goal_progress_reason,
        campaigns.member_cash_amount

    from campaigns
    left join matured on campaigns.campaign_id = matured.campaign_id

),

rated as (

    select
        filled.*,
        {{ promise_rates() }}

    from filled

)

select * from rated
