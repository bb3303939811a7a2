-- Grain: dated ledger line that is a charge, or of an account that promised to pay: with the day when it was entered.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

promises as (

    select * from {{ ref('int_forecast_promises') }}

),

payment_splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

adjustments as (

    select * from {{ ref('stg_opendental__adjustments') }}

),

promising_accounts as (

    select distinct account_id
    from promises

),

lines as (

    select
        ledger.*,
        ledger.line_kind = 'procedure' as is_production,
        ledger.line_kind in ('procedure', 'adjustment', 'writeoff') as is_charge,
        promising_accounts.account_id is not null as is_of_promise

    from ledger
    left join promising_accounts on ledger.account_id = promising_accounts.account_id
    where ledger.ledger_date is not null

),

entries as (

    select
        'paysplit' as source_table,
        payment_split_id as source_id,
        entry_date

    from payment_splits

    union all

    select
        'claimproc' as source_table,
        claim_procedure_id as source_id,
        entry_date

    from claim_procedures

    union all

    select
        'procedurelog' as source_table,
        procedure_id as source_id,
        entry_date

    from procedures

    union all

    select
        'adjustment' as source_table,
        adjustment_id as source_id,
        entry_date

    from adjustments

),

-- a payment plan's lines are known on their own day
known as (

    select
        lines.ledger_line_id,
        lines.practice_id,
        lines.clinic_id,
        lines.account_id,
        coalesce(lines.service_date, lines.ledger_date) as service_date,
        lines.ledger_date,
        coalesce(entries.entry_date, lines.ledger_date) as known_date,
        lines.is_production,
        lines.is_charge,
        lines.is_of_promise,
        lines.line_kind = 'patient_payment'
        and not lines.is_transfer
        and lines.payment_plan_id is null as is_cash,
        lines.amount

    from lines
    left join entries on lines.source_table = entries.source_table and lines.source_id = entries.source_id
    where lines.is_charge or lines.is_of_promise

)

select * from known
