-- Such a split still moves the balance, and no report of payments shows it.

with

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

payments as (

    select * from {{ ref('stg_opendental__payments') }}

)

select
    splits.payment_split_id,
    splits.payment_id,
    splits.split_amount

from splits
left join payments
    on splits.payment_id = payments.payment_id

where payments.payment_id is null
