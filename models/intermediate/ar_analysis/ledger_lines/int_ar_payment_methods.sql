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

-- how the money came in beats what the office called it; a card processor knows better
methods as (

    select
        payments.practice_id,
        payments.payment_id,
        payments.is_income_transfer as is_transfer,
        case
            when payments.is_income_transfer then 'transfer'
            else coalesce(by_source.payment_method, by_type.payment_method, 'unmapped')
        end as payment_method

    from payments
    left join definitions
        on payments.payment_type_id = definitions.definition_id
    left join mapping as by_source
        on by_source.matched_on = 'payment_source'
        and payments.payment_source = by_source.matched_value
    left join mapping as by_type
        on by_type.matched_on = 'payment_type'
        and lower(trim(definitions.item_name)) = by_type.matched_value

)

select * from methods
