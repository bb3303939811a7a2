{{ config(materialized='ephemeral') }}

with

source as (

    select * from {{ ref('collection_campaigns') }}

),

renamed as (

    select
        campaign_code
        || '/' || coalesce(cast(practice_id as {{ dbt.type_string() }}), 'every')
        || '/' || cast(start_date as {{ dbt.type_string() }}) as campaign_version_key,
        campaign_number,
        campaign_code,
        practice_id,
        campaign_name,
        {{ seed_text('campaign_description') }} as campaign_description,
        start_date,
        end_date,
        minimum_balance,
        maximum_balance,
        oldest_bucket_from,
        oldest_bucket_to,
        {{ seed_text('billing_types') }} as billing_types,
        exclude_insurance_pending,
        exclude_payment_plans,
        priority,
        {{ seed_text('assigned_user') }} as assigned_user,
        {{ seed_text('task_list_name') }} as task_list_name,
        goal_amount,
        {{ seed_text('hand_set_status') }} as hand_set_status

    from source

)

select * from renamed
