with

source as (

    select * from {{ source('opendental', 'preference') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PrefNum') }} as preference_id,
        PrefName as preference_name,
        ValueString as preference_value

    from source

)

select * from renamed
