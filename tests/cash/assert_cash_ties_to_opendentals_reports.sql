-- What OpenDental itself shows, computed from its own tables.
-- Production & Income: splits by their date, hidden prepayments left out; claim procedures by their check's date.
-- Daily Payments: splits by their payment's date; received and supplemental claim procedures by their check's date.

with

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

payments as (

    select * from {{ ref('stg_opendental__payments') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

claim_payments as (

    select * from {{ ref('stg_opendental__claim_payments') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

bridge as (

    select * from {{ ref('mart_cash_bridge') }}

),

hidden_types as (

    select definition_id as unearned_type_id

    from definitions
    where category_name = 'unearned_types' and item_value is not null

),

shown_splits as (

    select splits.*

    from splits
    left join hidden_types on splits.unearned_type_id = hidden_types.unearned_type_id
    where hidden_types.unearned_type_id is null

),

shown as (

    select
        'production_and_income' as compared_with,
        split_date as shown_date,
        practice_id,
        clinic_id,
        split_amount as shown_amount

    from shown_splits

    union all

    select
        'daily_payments' as compared_with,
        payments.payment_date as shown_date,
        shown_splits.practice_id,
        shown_splits.clinic_id,
        shown_splits.split_amount as shown_amount

    from shown_splits
    inner join payments on shown_splits.payment_id = payments.payment_id

    union all

    select
        'production_and_income' as compared_with,
        claim_payments.check_date as shown_date,
        claim_procedures.practice_id,
        claim_procedures.clinic_id,
        claim_procedures.insurance_paid_amount as shown_amount

    from claim_procedures
    inner join claim_payments on claim_procedures.claim_payment_id = claim_payments.claim_payment_id

    union all

    select
        'daily_payments' as compared_with,
        claim_payments.check_date as shown_date,
        claim_procedures.practice_id,
        claim_procedures.clinic_id,
        claim_procedures.insurance_paid_amount as shown_amount

    from claim_procedures
    inner join claim_payments on claim_procedures.claim_payment_id = claim_payments.claim_payment_id
    where claim_procedures.claim_procedure_status in ('received', 'supplemental')

    union all

    select
        'ledger' as compared_with,
        ledger_date as shown_date,
        practice_id,
        clinic_id,
        -amount as shown_amount

    from ledger
    where line_kind in ('insurance_payment', 'patient_payment')

),

both_sides as (

    select
        compared_with,
        coalesce(shown_date, {{ blank_date() }}) as bridge_date,
        practice_id,
        clinic_id,
        coalesce(shown_amount, 0) as shown_amount,
        0 as bridge_amount

    from shown
    where coalesce(shown_date, {{ blank_date() }}) <= {{ as_of_date() }}

    union all

    select
        compared_with,
        bridge_date,
        practice_id,
        clinic_id,
        0 as shown_amount,
        amount as bridge_amount

    from bridge

)

select
    compared_with,
    bridge_date,
    practice_id,
    clinic_id,
    sum(shown_amount) as shown_amount,
    sum(bridge_amount) as bridge_amount

from both_sides
group by compared_with, bridge_date, practice_id, clinic_id
having sum(shown_amount) <> sum(bridge_amount)
