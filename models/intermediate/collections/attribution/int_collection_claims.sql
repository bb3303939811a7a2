-- Grain: claim of a contact on a piece of cash, with the part of it that the contact owns.
-- A contact owns no more than it targeted (what was past due before it), less what contacts claim of the cash
-- from its day on.

with

explicit_claims as (

    select * from {{ ref('int_collection_claims_explicit') }}

),

last_touches as (

    select * from {{ ref('int_collection_claims_last_touch') }}

),

touches as (

    select * from {{ ref('int_collection_touches') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

claims as (

    select
        cash_piece_id,
        account_id,
        touch_number,
        promise_id,
        owner_basis,
        amount,
        0 as claim_rank

    from explicit_claims

    union all

    select
        cash_piece_id,
        account_id,
        touch_number,
        cast(null as {{ dbt.type_string() }}) as promise_id,
        'last_touch' as owner_basis,
        amount,
        1 as claim_rank

    from last_touches
    where touch_number is not null

),

numbered as (

    select
        claims.*,
        touches.touch_key,
        touches.touched_date,
        touches.targeted_amount,
        cash.cash_date,
        row_number() over (
            partition by claims.account_id
            order by
                cash.cash_date, {{ cash_day_part('cash.cash_at') }}, cash.cash_at, cash.payment_split_id,
                cash.charge_date nulls first, cash.charge_line_id, claims.claim_rank, claims.touch_number,
                claims.owner_basis, cash.cash_piece_id
        ) as claim_number

    from claims
    inner join cash on claims.cash_piece_id = cash.cash_piece_id
    inner join touches
        on claims.account_id = touches.account_id
        and claims.touch_number = touches.touch_number

),

-- what is claimed before the day of each contact that claims anything
stream as (

    select distinct
        account_id,
        touch_number,
        cast(null as bigint) as claim_number,
        touched_date as event_date,
        0 as amount

    from numbered

    union all

    select
        account_id,
        cast(null as bigint) as touch_number,
        claim_number,
        cash_date as event_date,
        amount

    from numbered

),

running as (

    select
        account_id,
        touch_number,
        claim_number,
        sum(amount) over (
            partition by account_id
            order by event_date, claim_number nulls first, touch_number nulls last
            rows between unbounded preceding and current row
        ) as claimed_amount

    from stream

),

capped as (

    select
        numbered.cash_piece_id,
        numbered.account_id,
        numbered.touch_number,
        numbered.touch_key,
        numbered.promise_id,
        numbered.owner_basis,
        numbered.amount as claimed_amount,
        cast(
            least(
                numbered.amount,
                greatest(
                    numbered.targeted_amount
                    - (claims_so_far.claimed_amount - numbered.amount - before_touch.claimed_amount),
                    0
                )
            ) as decimal(18, 2)
        ) as owned_amount

    from numbered
    inner join running as claims_so_far
        on numbered.account_id = claims_so_far.account_id
        and numbered.claim_number = claims_so_far.claim_number
    inner join running as before_touch
        on numbered.account_id = before_touch.account_id
        and numbered.touch_number = before_touch.touch_number

)

select * from capped
