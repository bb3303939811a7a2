with

source as (

    select * from {{ source('opendental', 'commlog') }}

),

modes as (

    {{ opendental_words('commlog', 'Mode_') }}

),

directions as (

    {{ opendental_words('commlog', 'SentOrReceived') }}

),

origins as (

    {{ opendental_words('commlog', 'CommSource') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('CommlogNum') }} as communication_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_key('UserNum') }} as user_id,
        {{ opendental_key('CommType') }} as communication_type_id,
        {{ opendental_key('ProgramNum') }} as program_id,
        {{ opendental_key('ReferralNum') }} as referral_id,
        {{ decoded('modes') }} as communication_mode,
        {{ decoded('directions') }} as direction,
        case
            when CommSource is null then 'not_recorded'
            else {{ decoded('origins') }}
        end as communication_source,
        {{ opendental_timestamp('CommDateTime') }} as communicated_at,
        {{ opendental_timestamp('DateTimeEnd') }} as ended_at,
        Note as note_text,
        {{ opendental_timestamp('DateTEntry') }} as inserted_at,
        {{ opendental_timestamp('DateTStamp') }} as edited_at

    from source
    left join modes
        on source.Mode_ = modes.code
    left join directions
        on source.SentOrReceived = directions.code
    left join origins
        on source.CommSource = origins.code

)

select * from renamed
