with

source as (

    select * from {{ source('opendental', 'clinic') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ClinicNum') }} as clinic_id,
        nullif(Description, '') as clinic_name,
        nullif(Abbr, '') as clinic_abbreviation,
        {{ opendental_key('Region') }} as region_id,
        ItemOrder as item_order,
        nullif(TimeZone, '') as time_zone,
        {{ opendental_boolean('IsHidden') }} as is_hidden

    from source

)

select * from renamed
