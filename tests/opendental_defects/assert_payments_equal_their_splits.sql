with

payments as (

    select * from {{ ref('stg_opendental__payments') }}

),

splits as (

    select
        payment_id,
        count(*) as row_count,
        sum(split_amount) as amount

    from {{ ref('stg_opendental__payment_splits') }}

    group by payment_id

)

select
    payments.payment_id,
    payments.payment_amount,
    splits.amount as split_amount

from payments
inner join splits
    on payments.payment_id = splits.payment_id

-- each rounded row may be off by half a cent
where abs(payments.payment_amount - splits.amount) > 0.005 * (1 + splits.row_count)
