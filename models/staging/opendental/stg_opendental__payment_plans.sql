with

source as (

    select * from {{ source('opendental', 'payplan') }}

),

schedules as (

    {{ opendental_words('payplan', 'PaySchedule') }}

),

frequencies as (

    {{ opendental_words('payplan', 'ChargeFrequency') }}

),

treatment_options as (

    {{ opendental_words('payplan', 'DynamicPayPlanTPOption') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PayPlanNum') }} as payment_plan_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_key('Guarantor') }} as guarantor_id,
        {{ opendental_key('PlanNum') }} as insurance_plan_id,
        {{ opendental_key('InsSubNum') }} as insurance_subscription_id,
        {{ opendental_key('PlanCategory') }} as plan_category_id,
        {{ decoded('schedules') }} as payment_schedule,
        {{ decoded('frequencies') }} as charge_frequency,
        {{ decoded('treatment_options') }} as treatment_planned_option,
        {{ opendental_date('PayPlanDate') }} as plan_date,
        {{ opendental_date('DatePayPlanStart') }} as first_charge_date,
        {{ opendental_date('DateInterestStart') }} as interest_start_date,
        {{ money('CompletedAmt') }} as completed_amount,
        {{ is_usable_amount('CompletedAmt') }} as is_usable_amount,
        {{ has_subcents('CompletedAmt') }} as has_subcents,
        {{ money('PayAmt') }} as instalment_amount,
        {{ money('DownPayment') }} as down_payment_amount,
        NumberOfPayments as instalment_count,
        cast(
            case when {{ is_usable_amount('APR') }} then APR / 100 end as decimal(18, 6)
        ) as annual_interest_rate,
        (coalesce(PlanNum, 0) <> 0) as is_insurance_plan,
        {{ opendental_boolean('IsDynamic') }} as is_dynamic,
        {{ opendental_boolean('IsClosed') }} as is_closed,
        {{ opendental_boolean('IsLocked') }} as is_locked

    from source
    left join schedules
        on source.PaySchedule = schedules.code
    left join frequencies
        on source.ChargeFrequency = frequencies.code
    left join treatment_options
        on source.DynamicPayPlanTPOption = treatment_options.code

)

select * from renamed
