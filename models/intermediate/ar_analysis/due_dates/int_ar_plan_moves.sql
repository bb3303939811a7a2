{{ config(materialized='ephemeral') }}
-- Grain: ledger line by which a payment plan takes a charge off the account. The instalments ask for it instead,
-- so it is no credit that could pay something else. The patient's part goes first, then what waits for an insurer.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

charges as (

    select * from {{ ref('int_ar_charge_due_dates') }}

),

taken_off as (

    select
        charges.practice_id,
        charges.account_id,
        charges.due_date,
        charges.amount as charge_amount,
        charges.pending_amount,
        greatest(ledger.aging_date, charges.aging_date) as effective_date,
        -ledger.amount as amount,
        sum(-ledger.amount) over (
            partition by charges.ledger_line_id
            order by ledger.aging_date, ledger.ledger_line_id
            rows between unbounded preceding and current row
        ) as ends_at

    from ledger
    inner join charges
        on ledger.account_id = charges.account_id
        and ledger.link_code = charges.source_code
        and ledger.link_id = charges.source_id
    where
        ledger.line_kind in ('plan_credit', 'plan_discount')
        and ledger.amount < 0
        and ledger.aging_date <= {{ as_of_date() }}

),

moves as (

    select
        practice_id,
        account_id,
        effective_date,
        due_date,
        cast(least(ends_at, charge_amount) - least(ends_at - amount, charge_amount) as decimal(18, 2)) as moved_amount,
        cast(
            greatest(least(ends_at, charge_amount) - (charge_amount - pending_amount), 0)
            - greatest(least(ends_at - amount, charge_amount) - (charge_amount - pending_amount), 0)
            as decimal(18, 2)
        ) as moved_pending_amount

    from taken_off

)

select * from moves
