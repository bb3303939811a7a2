with

source as (

    select * from {{ source('opendental', 'smstomobile') }}

),

message_types as (

    {{ opendental_words('smstomobile', 'MsgType') }}

),

statuses as (

    {{ opendental_words('smstomobile', 'SmsStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('SmsToMobileNum') }} as outbound_text_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ decoded('message_types') }} as message_type,
        {{ decoded('statuses') }} as delivery_status,
        {{ opendental_timestamp('DateTimeSent') }} as sent_at,
        {{ opendental_timestamp('DateTimeTerminated') }} as finished_at,
        MsgText as message_text,
        {{ opendental_boolean('IsHidden') }} as is_hidden,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join message_types
        on source.MsgType = message_types.code
    left join statuses
        on source.SmsStatus = statuses.code

)

select * from renamed
