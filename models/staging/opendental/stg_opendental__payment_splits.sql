with

source as (

    select * from {{ source('opendental', 'paysplit') }}

),

debit_types as (

    {{ opendental_words('paysplit', 'PayPlanDebitType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('SplitNum') }} as payment_split_id,
        {{ opendental_key('PayNum') }} as payment_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ProvNum') }} as provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('ProcNum') }} as procedure_id,
        {{ opendental_key('AdjNum') }} as adjustment_id,
        {{ opendental_key('PayPlanNum') }} as payment_plan_id,
        {{ opendental_key('PayPlanChargeNum') }} as payment_plan_charge_id,
        {{ opendental_key('UnearnedType') }} as unearned_type_id,
        {{ opendental_key('SecUserNumEntry') }} as entered_by_user_id,
        {{ decoded('debit_types') }} as payment_plan_debit_type,
        {{ opendental_date('DatePay') }} as split_date,
        {{ opendental_date('DateEntry') }} as entry_date,
        {{ money('SplitAmt') }} as split_amount,
        {{ is_usable_amount('SplitAmt') }} as is_usable_amount,
        {{ has_subcents('SplitAmt') }} as has_subcents,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join debit_types
        on source.PayPlanDebitType = debit_types.code

)

select * from renamed
