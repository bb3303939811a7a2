-- Grain: piece of what was paid, written off or forgiven towards a plan on a procedure that is on it: oldest first.

with

positions as (

    select * from {{ ref('int_plan_settlement_positions') }}

),

pieces as (

    {{ fifo_pieces(ref('int_plan_settlement_positions'), ['payment_plan_id'], 'payment_plan') }}

),

treatment as (

    select
        ledger_line_id,
        payment_plan_id,
        charge_line_id

    from positions
    where is_charge

),

payments as (

    select
        ledger_line_id,
        settlement_kind

    from positions
    where not is_charge

),

settlements as (

    select
        pieces.practice_id,
        treatment.payment_plan_id,
        treatment.charge_line_id,
        payments.settlement_kind,
        nullif(pieces.credit_aging_date, {{ blank_date() }}) as settlement_date,
        pieces.amount

    from pieces
    inner join treatment on pieces.charge_line_id = treatment.ledger_line_id
    inner join payments on pieces.credit_line_id = payments.ledger_line_id

)

select * from settlements
