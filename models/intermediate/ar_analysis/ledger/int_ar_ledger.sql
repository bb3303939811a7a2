{{ config(materialized='view') }}
-- Grain: ledger line. Every line that OpenDental's own aging counts; + raises what is owed, − lowers it.
-- A view: the lines are millions, and stored once.

with

candidates as (

    select * from {{ ref('int_ar_ledger_candidates') }}

),

lines as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        line_kind,
        ledger_date,
        aging_date,
        amount,
        row_amount,
        patient_id,
        provider_id,
        clinic_id,
        service_date,
        procedure_id,
        claim_id,
        claim_payment_id,
        payment_id,
        payment_plan_id,
        adjustment_type_id,
        payer_id,
        payment_method,
        is_transfer,
        link_code,
        link_id,
        tied_procedure_date,
        source_code,
        {{ table_name('source_code') }} as source_table,
        source_id,
        has_subcents,
        edited_at

    from candidates
    where is_in_ledger

)

select * from lines
