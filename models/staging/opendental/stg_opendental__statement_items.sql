with

source as (

    select * from {{ source('opendental', 'statementprod') }}

),

item_types as (

    {{ opendental_words('statementprod', 'ProdType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('StatementProdNum') }} as statement_item_id,
        {{ opendental_key('StatementNum') }} as statement_id,
        {{ opendental_key('FKey') }} as linked_id,
        {{ opendental_key('LateChargeAdjNum') }} as late_charge_adjustment_id,
        {{ decoded('item_types') }} as item_type

    from source
    left join item_types
        on source.ProdType = item_types.code

)

select * from renamed
