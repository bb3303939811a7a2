with

source as (

    select * from {{ source('opendental', 'payment') }}

),

sources as (

    {{ opendental_words('payment', 'PaymentSource') }}

),

process_statuses as (

    {{ opendental_words('payment', 'ProcessStatus') }}

),

payment_statuses as (

    {{ opendental_words('payment', 'PaymentStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PayNum') }} as payment_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('PayType') }} as payment_type_id,
        {{ opendental_key('DepositNum') }} as deposit_id,
        {{ opendental_key('SecUserNumEntry') }} as entered_by_user_id,
        (coalesce(PayType, 0) = 0) as is_income_transfer,
        {{ decoded('sources') }} as payment_source,
        {{ decoded('process_statuses') }} as process_status,
        {{ decoded('payment_statuses') }} as payment_status,
        {{ opendental_date('PayDate') }} as payment_date,
        {{ opendental_date('DateEntry') }} as entry_date,
        {{ opendental_date('RecurringChargeDate') }} as recurring_charge_date,
        {{ money('PayAmt') }} as payment_amount,
        {{ is_usable_amount('PayAmt') }} as is_usable_amount,
        {{ has_subcents('PayAmt') }} as has_subcents,
        {{ money('MerchantFee') }} as merchant_fee_amount,
        nullif(CheckNum, '') as check_number,
        {{ opendental_boolean('IsRecurringCC') }} as is_recurring_card_charge,
        {{ opendental_boolean('IsCcCompleted') }} as is_card_charge_completed,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join sources
        on source.PaymentSource = sources.code
    left join process_statuses
        on source.ProcessStatus = process_statuses.code
    left join payment_statuses
        on source.PaymentStatus = payment_statuses.code

)

select * from renamed
