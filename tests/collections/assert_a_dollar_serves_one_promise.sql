-- Pieces applied beyond their amount, and practices that lose mentions of promises.

with

applied as (

    select
        cash_piece_id,
        sum(applied_amount) as applied_amount

    from {{ ref('int_payment_promise_cash') }}
    group by cash_piece_id

),

too_much as (

    select
        applied.cash_piece_id as subject,
        applied.applied_amount as found,
        cash.amount as expected

    from applied
    inner join {{ ref('int_collection_cash') }} as cash on applied.cash_piece_id = cash.cash_piece_id
    where applied.applied_amount > cash.amount

),

mentions as (

    select
        count(*) as said,
        0 as told

    from {{ ref('int_collection_touches') }}
    where contact_outcome = 'promise_to_pay'

    union all

    select
        0 as said,
        coalesce(sum(mention_count), 0) as told

    from {{ ref('int_payment_promises') }}

),

lost as (

    select
        'mentions' as subject,
        sum(told) as found,
        sum(said) as expected

    from mentions
    having sum(told) <> sum(said)

)

select * from too_much
union all
select * from lost
