with

source as (

    select * from {{ source('opendental', 'commoptout') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('CommOptOutNum') }} as communication_opt_out_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ has_flag('OptOutSms', 1) }} as is_opted_out_of_all_texts,
        {{ has_flag('OptOutSms', 256) }} as is_opted_out_of_statement_texts,
        {{ has_flag('OptOutSms', 4096) }} as is_opted_out_of_payment_texts,
        {{ has_flag('OptOutSms', 2048) }} as is_opted_out_of_general_texts,
        {{ has_flag('OptOutEmail', 1) }} as is_opted_out_of_all_emails,
        {{ has_flag('OptOutEmail', 256) }} as is_opted_out_of_statement_emails,
        {{ has_flag('OptOutEmail', 4096) }} as is_opted_out_of_payment_emails,
        {{ has_flag('OptOutEmail', 2048) }} as is_opted_out_of_general_emails

    from source

)

select * from renamed
