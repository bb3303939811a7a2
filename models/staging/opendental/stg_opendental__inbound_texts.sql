with

source as (

    select * from {{ source('opendental', 'smsfrommobile') }}

),

statuses as (

    {{ opendental_words('smsfrommobile', 'SmsStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('SmsFromMobileNum') }} as inbound_text_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('CommlogNum') }} as communication_id,
        {{ decoded('statuses') }} as read_status,
        {{ opendental_timestamp('DateTimeReceived') }} as received_at,
        MsgText as message_text,
        coalesce(MatchCount, 0) as patient_match_count,
        {{ opendental_boolean('IsHidden') }} as is_hidden,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join statuses
        on source.SmsStatus = statuses.code

)

select * from renamed
