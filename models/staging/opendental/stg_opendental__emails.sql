with

source as (

    select * from {{ source('opendental', 'emailmessage') }}

),

states as (

    {{ opendental_words('emailmessage', 'SentOrReceived') }}

),

message_types as (

    {{ opendental_words('emailmessage', 'MsgType', code_type='text') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('EmailMessageNum') }} as email_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_key('PatNumSubj') }} as subject_patient_id,
        {{ opendental_key('AptNum') }} as appointment_id,
        {{ opendental_key('UserNum') }} as user_id,
        {{ decoded('states') }} as email_state,
        {{ decoded('message_types') }} as message_type,
        {{ opendental_timestamp('MsgDateTime') }} as message_at,
        nullif(Subject, '') as subject,
        nullif(FailReason, '') as failure_reason,
        {{ opendental_timestamp('SecDateTEntry') }} as entered_at,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join states
        on source.SentOrReceived = states.code
    left join message_types
        on {{ text_code('source.MsgType') }} = message_types.code

)

select * from renamed
