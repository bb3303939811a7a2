-- Payments that are taken back by another amount than their own, by two reversals, or before they came.

with

cash as (

    select * from {{ ref('int_collection_cash') }}

),

originals as (

    select
        payment_id,
        max(cash_date) as cash_date,
        sum(amount) as amount

    from cash
    where cash_source = 'patient'
    group by payment_id

),

reversals as (

    select
        original_payment_id,
        count(distinct payment_id) as reversal_count,
        min(cash_date) as cash_date,
        sum(amount) as amount

    from cash
    where original_payment_id is not null
    group by original_payment_id

)

select
    reversals.original_payment_id,
    reversals.reversal_count,
    reversals.amount as reversed_amount,
    originals.amount

from reversals
left join originals on reversals.original_payment_id = originals.payment_id
where
    reversals.reversal_count > 1
    or originals.amount is null
    or originals.amount + reversals.amount <> 0
    or reversals.cash_date < originals.cash_date
