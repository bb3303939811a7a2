-- Grain: piece of cash × conversation in which it was taken.

with

touches as (

    select * from {{ ref('int_collection_touches') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

pieces as (

    select
        cash_piece_id,
        practice_id,
        account_id,
        payment_split_id,
        cash_date,
        charge_date,
        amount

    from cash
    where eligibility = 'eligible'

),

-- spoken to, and money taken: whoever rang up is served all the same
conversations as (

    select
        touch_key,
        practice_id,
        account_id,
        touch_number,
        touched_date,
        paid_amount

    from touches
    where
        channel in ('phone', 'in_person')
        and contact_outcome in ('payment_taken', 'promise_to_pay')
        and paid_amount > 0

),

conversation_days as (

    select distinct
        account_id,
        touched_date

    from conversations

),

conversation_lines as (

    select
        practice_id,
        account_id,
        touched_date as event_date,
        true as is_charge,
        touch_key as ledger_line_id,
        touched_date as aging_date,
        'touch' as source_code,
        touch_number as source_id,
        paid_amount as open_amount

    from conversations

    union all

    select
        pieces.practice_id,
        pieces.account_id,
        pieces.cash_date as event_date,
        false as is_charge,
        pieces.cash_piece_id as ledger_line_id,
        coalesce(pieces.charge_date, {{ blank_date() }}) as aging_date,
        'cash' as source_code,
        pieces.payment_split_id as source_id,
        pieces.amount as open_amount

    from pieces
    inner join conversation_days
        on pieces.account_id = conversation_days.account_id
        and pieces.cash_date = conversation_days.touched_date

),

conversation_positions as (

    {{ fifo_positions('conversation_lines', ['account_id', 'event_date']) }}

),

taken as (

    {{ fifo_pieces('conversation_positions', ['account_id', 'event_date'], 'payment_taken') }}

)

select
    credit_line_id as cash_piece_id,
    charge_line_id as touch_key,
    amount

from taken
