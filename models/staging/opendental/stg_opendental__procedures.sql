{% set quantity = '(coalesce(UnitQty, 0) + coalesce(BaseUnits, 0))' %}
{% set charge = 'ProcFee * ' ~ quantity %}

with

source as (

    select * from {{ source('opendental', 'procedurelog') }}

),

statuses as (

    {{ opendental_words('procedurelog', 'ProcStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ProcNum') }} as procedure_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ProvNum') }} as provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('CodeNum') }} as procedure_code_id,
        {{ opendental_key('AptNum') }} as appointment_id,
        {{ opendental_key('PlannedAptNum') }} as planned_appointment_id,
        {{ opendental_key('StatementNum') }} as statement_id,
        {{ opendental_key('RepeatChargeNum') }} as repeat_charge_id,
        {{ opendental_key('ProcNumLab') }} as lab_parent_procedure_id,
        {{ opendental_key('BillingTypeOne') }} as first_billing_type_id,
        {{ opendental_key('BillingTypeTwo') }} as second_billing_type_id,
        {{ opendental_key('SecUserNumEntry') }} as entered_by_user_id,
        {{ decoded('statuses') }} as procedure_status,
        {{ opendental_date('ProcDate') }} as procedure_date,
        {{ opendental_date('DateTP') }} as treatment_planned_date,
        {{ opendental_date('DateComplete') }} as first_completed_date,
        {{ opendental_date('DateEntryC') }} as entry_date,
        {{ money('ProcFee') }} as fee_amount,
        {{ quantity }} as quantity,
        {{ money(charge) }} as charge_amount,
        {{ is_usable_amount(charge) }} as is_usable_amount,
        {{ has_subcents(charge) }} as has_subcents,
        {{ money('Discount') }} as planned_discount_amount,
        {{ money('DiscountPlanAmt') }} as discount_plan_amount,
        {{ has_subcents('Discount') }} or {{ has_subcents('DiscountPlanAmt') }} as has_discount_subcents,
        {{ money('TaxAmt') }} as estimated_tax_amount,
        {{ opendental_timestamp('SecDateEntry') }} as entered_at,
        {{ opendental_timestamp('DateTStamp') }} as edited_at

    from source
    left join statuses
        on source.ProcStatus = statuses.code

)

select * from renamed
