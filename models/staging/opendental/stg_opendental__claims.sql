with

source as (

    select * from {{ source('opendental', 'claim') }}

),

statuses as (

    {{ opendental_words('claim', 'ClaimStatus', code_type='text') }}

),

claim_types as (

    {{ opendental_words('claim', 'ClaimType', code_type='text') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ClaimNum') }} as claim_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_key('PlanNum') }} as insurance_plan_id,
        {{ opendental_key('InsSubNum') }} as insurance_subscription_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_member_key('ProvTreat') }} as treating_provider_id,
        {{ opendental_member_key('ProvBill') }} as billing_provider_id,
        {{ opendental_key('CustomTracking') }} as custom_tracking_id,
        {{ decoded('statuses') }} as claim_status,
        {{ decoded('claim_types') }} as claim_type,
        {{ opendental_date('DateService') }} as service_date,
        {{ opendental_date('DateSentOrig') }} as first_sent_date,
        {{ opendental_date('DateSent') }} as sent_date,
        {{ opendental_date('DateResent') }} as resent_date,
        {{ opendental_date('DateReceived') }} as received_date,
        {{ opendental_date('SecDateEntry') }} as entered_date,
        {{ money('ClaimFee') }} as claim_fee_amount,
        {{ money('InsPayEst') }} as insurance_estimate_amount,
        {{ money('InsPayAmt') }} as insurance_paid_amount,
        {{ money('DedApplied') }} as deductible_amount,
        {{ money('WriteOff') }} as writeoff_amount,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join statuses
        on {{ text_code('source.ClaimStatus') }} = statuses.code
    left join claim_types
        on {{ text_code('source.ClaimType') }} = claim_types.code

)

select * from renamed
