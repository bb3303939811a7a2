with

source as (

    select * from {{ source('opendental', 'claimpayment') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ClaimPaymentNum') }} as claim_payment_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('PayType') }} as payment_type_id,
        {{ opendental_key('PayGroup') }} as payment_group_id,
        {{ opendental_key('DepositNum') }} as deposit_id,
        {{ opendental_date('CheckDate') }} as check_date,
        {{ opendental_date('DateIssued') }} as issued_date,
        {{ opendental_date('SecDateEntry') }} as entered_date,
        {{ money('CheckAmt') }} as check_amount,
        nullif(CheckNum, '') as check_number,
        nullif(CarrierName, '') as carrier_name,
        {{ opendental_boolean('IsPartial') }} as is_partial,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source

)

select * from renamed
