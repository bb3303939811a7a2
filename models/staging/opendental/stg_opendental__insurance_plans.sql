with

source as (

    select * from {{ source('opendental', 'insplan') }}

),

plan_types as (

    {{ opendental_words('insplan', 'PlanType', code_type='text') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PlanNum') }} as insurance_plan_id,
        {{ opendental_key('CarrierNum') }} as carrier_id,
        {{ opendental_key('BillingType') }} as billing_type_id,
        {{ decoded('plan_types') }} as plan_type,
        nullif(GroupName, '') as group_name,
        nullif(GroupNum, '') as group_number,
        {{ opendental_boolean('IsMedical') }} as is_medical,
        {{ opendental_boolean('IsHidden') }} as is_hidden,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join plan_types
        on {{ text_code('source.PlanType') }} = plan_types.code

)

select * from renamed
