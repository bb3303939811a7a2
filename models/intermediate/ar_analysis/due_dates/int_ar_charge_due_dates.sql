-- Grain: ledger line that raises the balance, dated up to the as-of date.

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

statements as (

    select * from {{ ref('stg_opendental__statements') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

charges as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        line_kind,
        procedure_id,
        ledger_date,
        aging_date,
        amount,
        is_transfer,
        source_table,
        coalesce(payment_id, claim_id) as transfer_id

    from ledger
    where amount > 0 and aging_date <= {{ as_of_date() }}

),

-- a transfer that stays in the family moves money, it makes no debt
transfers as (

    select
        account_id,
        source_table,
        coalesce(payment_id, claim_id) as transfer_id,
        true as is_within_account

    from ledger
    where is_transfer and aging_date <= {{ as_of_date() }}
    group by account_id, source_table, coalesce(payment_id, claim_id)
    having sum(amount) = 0

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
        charges.line_kind,
        charges.procedure_id,
        charges.ledger_date,
        charges.aging_date,
        charges.amount,
        coalesce(transfers.is_within_account, false) and charges.is_transfer as is_transfer_within_account,
        case when charges.line_kind = 'procedure' then coalesce(pending.pending_amount, 0) else 0 end as pending_amount,
        case
            when charges.line_kind = 'procedure' and answers.last_received_date > charges.aging_date
                then answers.last_received_date
            else charges.aging_date
        end as responsible_from

    from charges
    left join answers on charges.procedure_id = answers.procedure_id
    left join pending on charges.procedure_id = pending.procedure_id
    left join transfers
        on charges.account_id = transfers.account_id
        and charges.source_table = transfers.source_table
        and charges.transfer_id = transfers.transfer_id

),

bills as (

    select distinct
        patients.guarantor_id as account_id,
        statements.sent_date

    from statements
    inner join patients on statements.patient_id = patients.patient_id
    where
        statements.is_sent
        and not statements.is_receipt
        and not statements.is_invoice
        and statements.sent_date <= {{ as_of_date() }}

),

days as (

    select
        account_id,
        sent_date as day_date,
        sent_date as bill_date,
        1 as is_bill

    from bills

    union all

    select distinct
        account_id,
        responsible_from as day_date,
        cast(null as date) as bill_date,
        0 as is_bill

    from responsible

),

-- from the latest day back, so that every day meets the first bill after it; one of the same day is too early
next_bills as (

    select
        account_id,
        day_date,
        is_bill,
        min(bill_date) over (
            partition by account_id
            order by day_date desc, is_bill asc
            rows between unbounded preceding and current row
        ) as next_bill_date

    from days

),

due as (

    select
        responsible.ledger_line_id,
        responsible.practice_id,
        responsible.account_id,
        responsible.line_kind,
        responsible.procedure_id,
        responsible.ledger_date as charge_date,
        responsible.aging_date,
        responsible.amount,
        cast(least(greatest(responsible.pending_amount, 0), responsible.amount) as decimal(18, 2)) as pending_amount,
        responsible.is_transfer_within_account,
        responsible.responsible_from,
        case
            when responsible.line_kind = 'plan_debit' or responsible.responsible_from = {{ blank_date() }}
                then responsible.responsible_from
            else
                coalesce(
                    next_bills.next_bill_date,
                    {{ add_days('responsible.responsible_from', var('patient_terms_days')) }}
                )
        end as due_date

    from responsible
    left join next_bills
        on responsible.account_id = next_bills.account_id
        and responsible.responsible_from = next_bills.day_date
        and next_bills.is_bill = 0

)

select * from due
