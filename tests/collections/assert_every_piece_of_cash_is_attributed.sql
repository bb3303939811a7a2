-- Pieces of cash whose owners' shares do not add up to them.

with

moves as (

    select
        cash_piece_id,
        amount as cash_amount,
        0 as owned_amount,
        1 as is_cash

    from {{ ref('int_collection_cash') }}

    union all

    select
        cash_piece_id,
        0 as cash_amount,
        amount as owned_amount,
        0 as is_cash

    from {{ ref('int_collection_attribution') }}

)

select
    cash_piece_id,
    sum(cash_amount) as cash_amount,
    sum(owned_amount) as owned_amount

from moves
group by cash_piece_id
having sum(cash_amount) <> sum(owned_amount) or max(is_cash) = 0
