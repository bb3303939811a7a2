with

source as (

    select * from {{ source('opendental', 'deleted_rows') }}

),

renamed as (

    select
        practice_id,
        table_name as source_table,
        {{ opendental_key('row_id') }} as source_id,
        {{ opendental_key('PatNum') }} as patient_id,
        cast(noticed_at as timestamp) as noticed_at

    from source

)

select * from renamed
