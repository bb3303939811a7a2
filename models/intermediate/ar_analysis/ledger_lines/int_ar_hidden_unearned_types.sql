-- Grain: type of unearned payment that OpenDental hides: prepayments that touch no account until a transfer earns them.

with

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

hidden_types as (

    select definition_id as unearned_type_id

    from definitions
    where category_name = 'unearned_types' and coalesce(item_value, '') <> ''

)

select * from hidden_types
