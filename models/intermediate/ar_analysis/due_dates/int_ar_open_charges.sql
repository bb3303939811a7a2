-- Grain: charge that is still open as of the date.

with

remaining as (

    select * from {{ ref('int_ar_match_oldest_first') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

due_dates as (

    select * from {{ ref('int_ar_charge_due_dates') }}

),

open_lines as (

    select
        ledger_line_id,
        remaining_amount as open_amount

    from remaining
    where is_charge and remaining_amount > 0

),

open_charges as (

    select
        ledger.ledger_line_id,
        ledger.practice_id,
        ledger.account_id,
        ledger.patient_id,
        ledger.provider_id,
        ledger.clinic_id,
        ledger.line_kind,
        ledger.procedure_id,
        ledger.payment_plan_id,
        ledger.ledger_date as charge_date,
        ledger.amount as charge_amount,
        open_lines.open_amount,
        cast(least(open_lines.open_amount, due_dates.pending_amount) as decimal(18, 2)) as insurance_pending_amount,
        cast(open_lines.open_amount - least(open_lines.open_amount, due_dates.pending_amount) as decimal(18, 2))
            as patient_amount,
        due_dates.responsible_from,
        due_dates.due_date,
        greatest({{ days_between('due_dates.due_date', as_of_date()) }}, 0) as days_past_due

    from open_lines
    inner join ledger on open_lines.ledger_line_id = ledger.ledger_line_id
    inner join due_dates on open_lines.ledger_line_id = due_dates.ledger_line_id

)

select * from open_charges
