-- A payment without splits credits nobody.

with

payments as (

    select * from {{ ref('stg_opendental__payments') }}

),

splits as (

    select distinct payment_id from {{ ref('stg_opendental__payment_splits') }}

)

select
    payments.payment_id,
    payments.payment_amount

from payments
left join splits
    on payments.payment_id = splits.payment_id

where
    splits.payment_id is null
    and payments.payment_amount <> 0
