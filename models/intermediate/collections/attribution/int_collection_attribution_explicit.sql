-- Grain: piece of cash × contact that names it: money taken in the conversation, or paid on an open promise.
-- A piece that both name is the conversation's.

with

touches as (

    select * from {{ ref('int_collection_touches') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

conversations as (

    select * from {{ ref('int_collection_attribution_conversations') }}

),

promise_cash as (

    select * from {{ ref('int_payment_promise_cash') }}

),

promise_receipts as (

    select * from {{ ref('int_payment_promise_receipts') }}

),

promise_terms as (

    select * from {{ ref('int_payment_promise_terms') }}

),

pieces as (

    select
        cash_piece_id,
        account_id,
        amount

    from cash
    where eligibility = 'eligible'

),

-- what was taken back later had an owner until then: the first promise that was still open
taken_back as (

    select
        promise_receipts.cash_piece_id,
        promise_terms.promise_id,
        promise_receipts.amount,
        row_number() over (
            partition by promise_receipts.cash_piece_id
            order by promise_terms.due_date, promise_terms.promise_number
        ) as promise_rank

    from promise_receipts
    inner join promise_terms
        on promise_receipts.account_id = promise_terms.account_id
        and promise_receipts.agreement_number = promise_terms.agreement_number
    where promise_receipts.is_taken_back and promise_receipts.cash_date <= promise_terms.grace_date

),

parts as (

    select
        cash_piece_id,
        touch_key,
        cast(null as {{ dbt.type_string() }}) as promise_id,
        'payment_taken' as owner_basis,
        amount

    from conversations

    union all

    select
        cash_piece_id,
        promise_id as touch_key,
        promise_id,
        'promise' as owner_basis,
        applied_amount as amount

    from promise_cash
    where is_in_grace

    union all

    select
        cash_piece_id,
        promise_id as touch_key,
        promise_id,
        'promise' as owner_basis,
        amount

    from taken_back
    where promise_rank = 1

),

stacked as (

    select
        parts.cash_piece_id,
        touches.touch_number,
        parts.promise_id,
        parts.owner_basis,
        parts.amount,
        pieces.amount as piece_amount,
        sum(parts.amount) over (
            partition by parts.cash_piece_id
            order by case parts.owner_basis when 'payment_taken' then 0 else 1 end, touches.touch_number
            rows between unbounded preceding and current row
        ) as ends_at,
        pieces.account_id

    from parts
    inner join pieces on parts.cash_piece_id = pieces.cash_piece_id
    inner join touches on parts.touch_key = touches.touch_key

),

candidates as (

    select
        cash_piece_id,
        account_id,
        touch_number,
        promise_id,
        owner_basis,
        cast(least(amount, piece_amount - (ends_at - amount)) as decimal(18, 2)) as amount

    from stacked
    where ends_at - amount < piece_amount

)

select * from candidates
