with

source as (

    select * from {{ source('opendental', 'payplancharge') }}

),

charge_types as (

    {{ opendental_words('payplancharge', 'ChargeType') }}

),

link_types as (

    {{ opendental_words('payplancharge', 'LinkType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PayPlanChargeNum') }} as payment_plan_charge_id,
        {{ opendental_key('PayPlanNum') }} as payment_plan_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_key('Guarantor') }} as guarantor_id,
        {{ opendental_member_key('ProvNum') }} as provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('ProcNum') }} as procedure_id,
        {{ opendental_key('FKey') }} as linked_id,
        {{ opendental_key('StatementNum') }} as statement_id,
        {{ decoded('charge_types') }} as charge_type,
        {{ decoded('link_types') }} as link_type,
        {{ opendental_date('ChargeDate') }} as charge_date,
        {{ money('Principal') }} as principal_amount,
        {{ money('Interest') }} as interest_amount,
        (
            {{ is_usable_amount('Principal') }}
            and {{ is_usable_amount('Interest') }}
        ) as is_usable_amount,
        (
            {{ has_subcents('Principal') }}
            or {{ has_subcents('Interest') }}
        ) as has_subcents,
        {{ opendental_boolean('IsOffset') }} as is_offset,
        {{ opendental_timestamp('SecDateTEntry') }} as entered_at,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join charge_types
        on source.ChargeType = charge_types.code
    left join link_types
        on source.LinkType = link_types.code

)

select * from renamed
