with

source as (

    select * from {{ source('opendental', 'carrier') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('CarrierNum') }} as carrier_id,
        {{ opendental_key('CarrierGroupName') }} as carrier_group_id,
        nullif(CarrierName, '') as carrier_name,
        nullif(ElectID, '') as electronic_id,
        nullif(Phone, '') as phone,
        {{ opendental_boolean('IsHidden') }} as is_hidden,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source

)

select * from renamed
