-- Grain: promise × piece of cash that was paid on it. A dollar serves one promise, the earliest due first.

with

terms as (

    select * from {{ ref('int_payment_promise_terms') }}

),

receipts as (

    select * from {{ ref('int_payment_promise_receipts') }}

),

lines as (

    select
        practice_id,
        account_id,
        agreement_number,
        true as is_charge,
        promise_id as ledger_line_id,
        coalesce(due_date, cast('9999-12-31' as date)) as aging_date,
        'promise' as source_code,
        cast(promise_number as bigint) as source_id,
        promised_amount as open_amount

    from terms
    where promised_amount > 0

    union all

    -- money that was taken back keeps no promise
    select
        practice_id,
        account_id,
        agreement_number,
        false as is_charge,
        cash_piece_id as ledger_line_id,
        cash_date as aging_date,
        'cash' as source_code,
        payment_split_id as source_id,
        amount as open_amount

    from receipts
    where not is_taken_back

),

positions as (

    {{ fifo_positions('lines', ['account_id', 'agreement_number']) }}

),

pieces as (

    {{ fifo_pieces('positions', ['account_id', 'agreement_number'], 'promise') }}

),

final as (

    select
        pieces.practice_id,
        pieces.account_id,
        pieces.charge_line_id as promise_id,
        pieces.credit_line_id as cash_piece_id,
        pieces.credit_aging_date as cash_date,
        pieces.amount as applied_amount,
        coalesce(pieces.credit_aging_date <= terms.grace_date, false) as is_in_grace

    from pieces
    inner join terms on pieces.charge_line_id = terms.promise_id

)

select * from final
