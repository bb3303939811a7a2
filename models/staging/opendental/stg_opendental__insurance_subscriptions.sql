with

source as (

    select * from {{ source('opendental', 'inssub') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('InsSubNum') }} as insurance_subscription_id,
        {{ opendental_key('PlanNum') }} as insurance_plan_id,
        {{ opendental_key('Subscriber') }} as subscriber_patient_id,
        {{ opendental_date('DateEffective') }} as effective_date,
        {{ opendental_date('DateTerm') }} as termination_date,
        {{ opendental_boolean('AssignBen') }} as is_paid_to_practice,
        {{ opendental_boolean('ReleaseInfo') }} as is_information_release_signed,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source

)

select * from renamed
