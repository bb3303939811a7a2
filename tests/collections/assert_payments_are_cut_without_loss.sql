-- Payments whose pieces do not add up to their splits.

with

moves as (

    select
        payment_id,
        amount as split_amount,
        0 as piece_amount

    from {{ ref('int_cash_lines') }}
    where is_cash and not is_from_insurer and not is_future_dated

    union all

    select
        payment_id,
        0 as split_amount,
        amount as piece_amount

    from {{ ref('int_collection_cash') }}
    where cash_source = 'patient'

)

select
    payment_id,
    sum(split_amount) as split_amount,
    sum(piece_amount) as piece_amount

from moves
group by payment_id
having sum(split_amount) <> sum(piece_amount)
