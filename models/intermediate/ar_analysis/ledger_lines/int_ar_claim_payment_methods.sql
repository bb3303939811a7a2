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

types as (

    select
        definitions.definition_id as payment_type_id,
        mapping.payment_method

    from definitions
    inner join mapping on {{ normal_name('definitions.item_name') }} = {{ normal_name('mapping.matched_value') }}
    where mapping.matched_on = 'insurance_payment_type'

),

methods as (

    select
        claim_payments.practice_id,
        claim_payments.claim_payment_id,
        case
            when claim_payments.payment_type_id is null then 'unassigned'
            else coalesce(types.payment_method, 'unmapped')
        end as payment_method

    from claim_payments
    left join types on claim_payments.payment_type_id = types.payment_type_id

)

select * from methods
