-- Grain: piece of a patient's cash that came while an agreement was in force.
-- An agreement is in force from its making until other terms are agreed. What was paid is for it where the charge
-- was there when it was made.

with

mentions as (

    select * from {{ ref('int_payment_promise_mentions') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

agreements as (

    select
        account_id,
        agreement_number,
        min(touched_date) as opened_date,
        case when max(day_part) = 3 then 3 else min(day_part) end as day_part,
        min(event_at) as event_at

    from mentions
    where opens_agreement
    group by account_id, agreement_number

),

accounts as (

    select distinct account_id
    from agreements

),

reversed as (

    select distinct reversed_piece_id as cash_piece_id

    from cash
    where reversed_piece_id is not null

),

received as (

    select
        cash.cash_piece_id,
        cash.practice_id,
        cash.account_id,
        cash.payment_split_id,
        cash.cash_date,
        cash.charge_date,
        cash.amount,
        reversed.cash_piece_id is not null as is_taken_back,
        {{ cash_day_part('cash.cash_at') }} as day_part,
        cash.cash_at

    from cash
    inner join accounts on cash.account_id = accounts.account_id
    left join reversed on cash.cash_piece_id = reversed.cash_piece_id
    where cash.eligibility = 'eligible'

),

stream as (

    select
        account_id,
        agreement_number,
        opened_date,
        cast(null as {{ dbt.type_string() }}) as cash_piece_id,
        opened_date as event_date,
        day_part,
        event_at,
        0 as is_cash

    from agreements

    union all

    select
        account_id,
        cast(null as integer) as agreement_number,
        cast(null as date) as opened_date,
        cash_piece_id,
        cash_date as event_date,
        day_part,
        {{ day_part_time('day_part', 'cash_at', 'cash_date') }} as event_at,
        1 as is_cash

    from received

),

in_force as (

    select
        cash_piece_id,
        max(agreement_number) over so_far as agreement_number,
        max(opened_date) over so_far as opened_date

    from stream
    window so_far as (
        partition by account_id
        order by event_date, day_part, event_at, is_cash
        rows between unbounded preceding and current row
    )

),

receipts as (

    select
        received.practice_id,
        received.account_id,
        in_force.agreement_number,
        received.cash_piece_id,
        received.payment_split_id,
        received.cash_date,
        received.amount,
        received.is_taken_back

    from in_force
    inner join received on in_force.cash_piece_id = received.cash_piece_id
    where
        in_force.agreement_number is not null
        and coalesce(received.charge_date <= in_force.opened_date, true)

)

select * from receipts
