-- The ledger counts a split on its own date; reports of payments go by the payment's.

with

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

payments as (

    select * from {{ ref('stg_opendental__payments') }}

)

select
    splits.payment_split_id,
    splits.split_date,
    payments.payment_date

from splits
inner join payments
    on splits.payment_id = payments.payment_id

where splits.split_date <> payments.payment_date
