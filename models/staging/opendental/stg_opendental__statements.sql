with

source as (

    select * from {{ source('opendental', 'statement') }}

),

modes as (

    {{ opendental_words('statement', 'Mode_') }}

),

statement_types as (

    {{ opendental_words('statement', 'StatementType', code_type='text') }}

),

text_statuses as (

    {{ opendental_words('statement', 'SmsSendStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('StatementNum') }} as statement_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_key('SuperFamily') }} as super_family_id,
        {{ decoded('modes') }} as delivery_mode,
        {{ decoded('statement_types') }} as statement_type,
        {{ decoded('text_statuses') }} as text_message_status,
        {{ opendental_date('DateSent') }} as sent_date,
        {{ opendental_date('DateRangeFrom') }} as range_start_date,
        {{ opendental_date('DateRangeTo') }} as range_end_date,
        {{ money('BalTotal') }} as balance_total_amount,
        {{ money('InsEst') }} as insurance_estimate_amount,
        {{ opendental_boolean('IsBalValid') }} as is_balance_valid,
        {{ opendental_boolean('IsSent') }} as is_sent,
        {{ opendental_boolean('IsReceipt') }} as is_receipt,
        {{ opendental_boolean('IsInvoice') }} as is_invoice,
        {{ opendental_boolean('HidePayment') }} as is_payment_hidden,
        {{ opendental_boolean('SinglePatient') }} as is_single_patient,
        {{ opendental_boolean('Intermingled') }} as is_intermingled,
        {{ opendental_timestamp('DateTStamp') }} as edited_at

    from source
    left join modes
        on source.Mode_ = modes.code
    left join statement_types
        on {{ text_code('source.StatementType') }} = statement_types.code
    left join text_statuses
        on source.SmsSendStatus = text_statuses.code

)

select * from renamed
