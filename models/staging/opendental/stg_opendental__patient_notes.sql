with

source as (

    select * from {{ source('opendental', 'patientnote') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PatNum') }} as patient_id,
        nullif(FamFinancial, '') as family_financial_note,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source

)

select * from renamed
