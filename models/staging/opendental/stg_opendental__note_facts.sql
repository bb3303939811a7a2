with

source as (

    select * from {{ source('opendental', 'note_facts') }}

),

renamed as (

    select
        practice_id,
        source_table,
        {{ opendental_key('source_id') }} as source_id,
        text_hash,
        note_date,
        is_collection,
        contact_outcome,
        promised_amount,
        promised_date,
        follow_up_date,
        paid_amount,
        date_basis,
        parser_version,
        pattern_version

    from source

)

select * from renamed
