{{ config(materialized='ephemeral') }}
-- Grain: ledger line that raises the balance, dated up to the as-of date: since when the patient owes it.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

pending_insurance as (

    select * from {{ ref('int_ar_pending_insurance') }}

),

taken_back as (

    select * from {{ ref('int_ar_taken_back') }}

),

charges as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        patient_id,
        line_kind,
        procedure_id,
        ledger_date,
        aging_date,
        amount,
        source_code,
        source_id

    from ledger
    where amount > 0 and aging_date <= {{ as_of_date() }}

),

answers as (

    select
        procedure_id,
        max(coalesce(entry_date, payment_date)) as last_received_date

    from claim_procedures
    where
        procedure_id is not null
        and is_posted
        and coalesce(entry_date, payment_date) <= {{ as_of_date() }}
    group by procedure_id

),

pending as (

    select
        procedure_id,
        sum(pending_amount) as pending_amount

    from pending_insurance
    where procedure_id is not null
    group by procedure_id

),

responsible as (

    select
        charges.ledger_line_id,
        charges.practice_id,
        charges.account_id,
        charges.patient_id,
        charges.line_kind,
        charges.procedure_id,
        charges.source_code,
        charges.source_id,
        charges.ledger_date,
        charges.aging_date,
        charges.amount,
        cast(coalesce(taken_back.taken_back_amount, 0) as decimal(18, 2)) as taken_back_amount,
        cast(
            case
                when charges.line_kind = 'procedure'
                    then least(greatest(coalesce(pending.pending_amount, 0), 0), charges.amount)
                else 0
            end as decimal(18, 2)
        ) as pending_amount,
        case
            when charges.line_kind = 'procedure' and answers.last_received_date > charges.aging_date
                then answers.last_received_date
            else charges.aging_date
        end as responsible_from

    from charges
    left join answers on charges.procedure_id = answers.procedure_id
    left join pending on charges.procedure_id = pending.procedure_id
    left join taken_back on charges.ledger_line_id = taken_back.ledger_line_id

)

select * from responsible
