with

source as (

    select * from {{ source('opendental', 'definition') }}

),

categories as (

    {{ opendental_words('definition', 'Category') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('DefNum') }} as definition_id,
        {{ decoded('categories') }} as category_name,
        ItemName as item_name,
        nullif(ItemValue, '') as item_value,
        ItemOrder as item_order,
        {{ opendental_boolean('IsHidden') }} as is_hidden

    from source
    left join categories
        on source.Category = categories.code

)

select * from renamed
