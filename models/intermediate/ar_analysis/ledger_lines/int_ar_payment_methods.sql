-- Grain: payment.

with

payments as (

    select * from {{ ref('stg_opendental__payments') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

mapping as (

    select * from {{ ref('payment_methods') }}

),

types as (

    select
        definitions.definition_id as payment_type_id,
        mapping.payment_method

    from definitions
    inner join mapping on {{ normal_name('definitions.item_name') }} = {{ normal_name('mapping.matched_value') }}
    where mapping.matched_on = 'payment_type'

),

-- how the money came in beats what the office called it; a card processor knows better
methods as (

    select
        payments.practice_id,
        payments.payment_id,
        payments.is_income_transfer as is_transfer,
        case
            when payments.is_income_transfer then 'transfer'
            else coalesce(by_source.payment_method, types.payment_method, 'unmapped')
        end as payment_method

    from payments
    left join mapping as by_source
        on by_source.matched_on = 'payment_source'
        and payments.payment_source = by_source.matched_value
    left join types on payments.payment_type_id = types.payment_type_id

)

select * from methods
