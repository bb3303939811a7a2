-- Grain: piece of cash × contact that may own it and why, with the part that it owns.
-- A contact owns no more than it targeted (what was past due before it), less what contacts are candidates for of
-- the cash from its day on.

with

explicit_candidates as (

    select * from {{ ref('int_collection_attribution_explicit') }}

),

last_touches as (

    select * from {{ ref('int_collection_attribution_last_touch') }}

),

touches as (

    select * from {{ ref('int_collection_touches') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

candidates as (

    select
        cash_piece_id,
        account_id,
        touch_number,
        promise_id,
        owner_basis,
        amount,
        0 as candidate_rank

    from explicit_candidates

    union all

    select
        cash_piece_id,
        account_id,
        touch_number,
        cast(null as {{ dbt.type_string() }}) as promise_id,
        'last_touch' as owner_basis,
        amount,
        1 as candidate_rank

    from last_touches
    where touch_number is not null

),

numbered as (

    select
        candidates.*,
        touches.touch_key,
        touches.touched_date,
        touches.targeted_amount,
        cash.cash_date,
        row_number() over (
            partition by candidates.account_id
            order by
                cash.cash_date, {{ cash_day_part('cash.cash_at') }}, cash.cash_at, cash.payment_split_id,
                cash.charge_date nulls first, cash.charge_line_id, candidates.candidate_rank, candidates.touch_number,
                candidates.owner_basis, cash.cash_piece_id
        ) as candidate_number

    from candidates
    inner join cash on candidates.cash_piece_id = cash.cash_piece_id
    inner join touches
        on candidates.account_id = touches.account_id
        and candidates.touch_number = touches.touch_number

),

-- what had candidates before the day of each contact that is one
stream as (

    select distinct
        account_id,
        touch_number,
        cast(null as bigint) as candidate_number,
        touched_date as event_date,
        0 as amount

    from numbered

    union all

    select
        account_id,
        cast(null as bigint) as touch_number,
        candidate_number,
        cash_date as event_date,
        amount

    from numbered

),

running as (

    select
        account_id,
        touch_number,
        candidate_number,
        sum(amount) over (
            partition by account_id
            order by event_date, candidate_number nulls first, touch_number nulls last
            rows between unbounded preceding and current row
        ) as running_amount

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
        numbered.amount as candidate_amount,
        cast(
            least(
                numbered.amount,
                greatest(
                    numbered.targeted_amount
                    - (so_far.running_amount - numbered.amount - before_touch.running_amount),
                    0
                )
            ) as decimal(18, 2)
        ) as owned_amount

    from numbered
    inner join running as so_far
        on numbered.account_id = so_far.account_id
        and numbered.candidate_number = so_far.candidate_number
    inner join running as before_touch
        on numbered.account_id = before_touch.account_id
        and numbered.touch_number = before_touch.touch_number

)

select * from capped
