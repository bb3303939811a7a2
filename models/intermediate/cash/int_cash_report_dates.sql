{{ config(materialized='ephemeral') }}
-- Grain: what is compared with cash × day × practice × clinic × what tells lines apart.
-- On which day OpenDental's ledger, Production & Income and Daily Payments show the amount, null where they don't.

with

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

-- lines that all are told alike
alike as (

    select
        practice_id,
        clinic_id,
        is_from_insurer,
        is_cash,
        is_transfer,
        ledger_treatment,
        cash_date,
        check_date,
        payment_date,
        claim_procedure_status,
        sum(amount) as amount

    from cash_lines
    group by
        practice_id, clinic_id, is_from_insurer, is_cash, is_transfer, ledger_treatment, cash_date, check_date,
        payment_date, claim_procedure_status

),

in_ledger as (

    select
        alike.*,
        'ledger' as compared_with,
        case when ledger_treatment = 'in_ledger' then cash_date end as shown_date,
        ledger_treatment as reason

    from alike

),

in_production_and_income as (

    select
        alike.*,
        'production_and_income' as compared_with,
        case
            when is_from_insurer then check_date
            when ledger_treatment <> 'hidden_prepayment' then cash_date
        end as shown_date,
        case when is_from_insurer then 'no_check' else 'hidden_prepayment' end as reason

    from alike

),

in_daily_payments as (

    select
        alike.*,
        'daily_payments' as compared_with,
        case
            when is_from_insurer and claim_procedure_status in ('received', 'supplemental') then check_date
            when not is_from_insurer and ledger_treatment <> 'hidden_prepayment' then payment_date
        end as shown_date,
        case
            when is_from_insurer and check_date is null then 'no_check'
            when is_from_insurer then 'capitation'
            when ledger_treatment = 'hidden_prepayment' then 'hidden_prepayment'
            else 'payment_missing'
        end as reason

    from alike

),

compared as (

    select * from in_ledger
    union all
    select * from in_production_and_income
    union all
    select * from in_daily_payments

),

explained as (

    select
        compared_with,
        practice_id,
        clinic_id,
        is_cash,
        is_transfer,
        cash_date,
        shown_date,
        case when shown_date is null then reason end as reason,
        amount

    from compared

)

select * from explained
