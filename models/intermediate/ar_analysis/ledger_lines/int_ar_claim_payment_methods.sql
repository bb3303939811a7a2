-- Grain: insurance check or transfer.

with

claim_payments as (

    select * from {{ ref('stg_opendental__claim_payments') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

mapping as (

    select * from {{ ref('payment_methods') }}

),

methods as (

    select
        claim_payments.practice_id,
        claim_payments.claim_payment_id,
        case
            when claim_payments.payment_type_id is null then 'unassigned'
            else coalesce(mapping.payment_method, 'unmapped')
        end as payment_method

    from claim_payments
    left join definitions
        on claim_payments.payment_type_id = definitions.definition_id
    left join mapping
        on mapping.matched_on = 'insurance_payment_type'
        and lower(trim(definitions.item_name)) = mapping.matched_value

)

select * from methods
