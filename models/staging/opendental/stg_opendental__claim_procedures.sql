with

source as (

    select * from {{ source('opendental', 'claimproc') }}

),

statuses as (

    {{ opendental_words('claimproc', 'Status') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ClaimProcNum') }} as claim_procedure_id,
        {{ opendental_key('ProcNum') }} as procedure_id,
        {{ opendental_key('ClaimNum') }} as claim_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ProvNum') }} as provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('PlanNum') }} as insurance_plan_id,
        {{ opendental_key('InsSubNum') }} as insurance_subscription_id,
        {{ opendental_key('ClaimPaymentNum') }} as claim_payment_id,
        {{ opendental_key('PayPlanNum') }} as payment_plan_id,
        {{ opendental_key('ClaimPaymentTracking') }} as payment_tracking_id,
        {{ decoded('statuses') }} as claim_procedure_status,
        coalesce(
            statuses.word in ('received', 'supplemental', 'capitation_claim', 'capitation_complete'), false
        ) as is_posted,
        {{ opendental_date('ProcDate') }} as procedure_date,
        {{ opendental_date('DateCP') }} as payment_date,
        {{ opendental_date('DateEntry') }} as entry_date,
        {{ opendental_date('DateSuppReceived') }} as supplemental_received_date,
        {{ opendental_date('DateInsFinalized') }} as first_check_date,
        {{ opendental_date('SecDateEntry') }} as entered_date,
        {{ money('FeeBilled') }} as billed_amount,
        {{ money('InsPayAmt') }} as insurance_paid_amount,
        {{ money('WriteOff') }} as writeoff_amount,
        (
            {{ is_usable_amount('InsPayAmt') }}
            and {{ is_usable_amount('WriteOff') }}
        ) as is_usable_amount,
        (
            {{ has_subcents('InsPayAmt') }}
            or {{ has_subcents('WriteOff') }}
        ) as has_subcents,
        {{ money('DedApplied') }} as deductible_amount,
        {{ money_or_blank('CopayAmt') }} as copay_amount,
        {{ money('BaseEst') }} as base_estimate_amount,
        {{ money('InsPayEst') }} as insurance_estimate_amount,
        (
            {{ has_subcents('InsPayEst') }}
            or {{ has_subcents('WriteOff') }}
        ) as has_estimate_subcents,
        {{ money('InsEstTotal') }} as insurance_estimate_total_amount,
        {{ money_or_blank('InsEstTotalOverride') }} as insurance_estimate_override_amount,
        {{ money_or_blank('WriteOffEst') }} as writeoff_estimate_amount,
        {{ money_or_blank('WriteOffEstOverride') }} as writeoff_estimate_override_amount,
        nullif(ClaimAdjReasonCodes, '') as adjustment_reason_codes,
        {{ opendental_boolean('NoBillIns') }} as is_not_billed_to_insurance,
        {{ opendental_boolean('IsTransfer') }} as is_transfer,
        {{ opendental_boolean('IsOverpay') }} as is_overpayment,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join statuses
        on source.Status = statuses.code

)

select * from renamed
