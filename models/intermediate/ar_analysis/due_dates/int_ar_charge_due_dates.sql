-- Grain: ledger line that raises the balance, dated up to the as-of date.

with

responsible as (

    select * from {{ ref('int_ar_responsible_charges') }}

),

bills as (

    select * from {{ ref('int_ar_bills') }}
    where sent_date <= {{ as_of_date() }}

),

statement_links as (

    select * from {{ ref('stg_opendental__statement_links') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

-- a limited statement asks for the items on it alone
limited_bills as (

    select
        responsible.ledger_line_id,
        min(bills.sent_date) as first_bill_date

    from bills
    inner join statement_links on bills.statement_id = statement_links.statement_id
    inner join responsible
        on bills.account_id = responsible.account_id
        and statement_links.linked_id = responsible.source_id
        and {{ table_code('statement_links.link_type') }} = responsible.source_code
        and bills.sent_date > responsible.responsible_from
    where bills.statement_type = 'limited'
    group by responsible.ledger_line_id

),

-- any other for all that the family owes, or one patient of it
billed_days as (

    select distinct
        patients.patient_id,
        bills.sent_date

    from bills
    inner join patients on bills.account_id = patients.guarantor_id
    where
        bills.statement_type <> 'limited'
        and (not bills.is_single_patient or bills.patient_id = patients.patient_id)

),

days as (

    select
        patient_id,
        sent_date as day_date,
        sent_date as bill_date,
        1 as is_bill

    from billed_days

    union all

    select distinct
        patient_id,
        responsible_from as day_date,
        cast(null as date) as bill_date,
        0 as is_bill

    from responsible

),

-- from the latest day back, so that every day meets the first bill after it; one of the same day is too early
next_bills as (

    select
        patient_id,
        day_date,
        is_bill,
        min(bill_date) over (
            partition by patient_id
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
        responsible.source_code,
        responsible.source_id,
        responsible.ledger_date as charge_date,
        responsible.aging_date,
        responsible.amount,
        responsible.pending_amount,
        responsible.taken_back_amount,
        responsible.responsible_from,
        case
            when responsible.line_kind = 'plan_debit' or responsible.responsible_from = {{ blank_date() }}
                then responsible.responsible_from
            else
                coalesce(
                    least(next_bills.next_bill_date, limited_bills.first_bill_date),
                    next_bills.next_bill_date,
                    limited_bills.first_bill_date,
                    {{ add_days('responsible.responsible_from', var('patient_terms_days')) }}
                )
        end as due_date

    from responsible
    left join next_bills
        on responsible.patient_id = next_bills.patient_id
        and responsible.responsible_from = next_bills.day_date
        and next_bills.is_bill = 0
    left join limited_bills on responsible.ledger_line_id = limited_bills.ledger_line_id

)

select * from due
