with

source as (

    select * from {{ source('opendental', 'collection_campaigns') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('campaign_row') }} as campaign_row_id,
        campaign_row,
        campaign_number,
        nullif(campaign_code, '') as campaign_code,
        nullif(campaign_name, '') as campaign_name,
        nullif(campaign_description, '') as campaign_description,
        {{ opendental_date('start_date') }} as start_date,
        {{ opendental_date('end_date') }} as end_date,
        nullif({{ money('minimum_balance') }}, 0) as minimum_balance,
        nullif({{ money('maximum_balance') }}, 0) as maximum_balance,
        nullif(oldest_bucket_from, '') as oldest_bucket_from,
        nullif(oldest_bucket_to, '') as oldest_bucket_to,
        nullif(billing_types, '') as billing_types,
        {{ opendental_boolean('exclude_insurance_pending') }} as exclude_insurance_pending,
        {{ opendental_boolean('exclude_payment_plans') }} as exclude_payment_plans,
        priority,
        nullif(assigned_user, '') as assigned_user,
        nullif(task_list_name, '') as task_list_name,
        nullif({{ money('goal_amount') }}, 0) as goal_amount,
        nullif(hand_set_status, '') as hand_set_status

    from source

)

select * from renamed
