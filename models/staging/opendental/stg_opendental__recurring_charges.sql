with

source as (

    select * from {{ source('opendental', 'recurringcharge') }}

),

statuses as (

    {{ opendental_words('recurringcharge', 'ChargeStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('RecurringChargeNum') }} as recurring_charge_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('UserNum') }} as user_id,
        {{ opendental_key('PayNum') }} as payment_id,
        {{ decoded('statuses') }} as charge_status,
        {{ opendental_timestamp('DateTimeCharge') }} as attempted_at,
        {{ money('FamBal') }} as family_balance_amount,
        {{ money('PayPlanDue') }} as payment_plan_due_amount,
        {{ money('TotalDue') }} as total_due_amount,
        {{ money('RepeatAmt') }} as authorized_amount,
        {{ money('ChargeAmt') }} as charge_amount

    from source
    left join statuses
        on source.ChargeStatus = statuses.code

)

select * from renamed
