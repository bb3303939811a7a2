-- Grain: ledger line. Every line that OpenDental's own aging counts; + raises what is owed, − lowers it.

with

candidates as (

    {{ ledger_candidates() }}

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
        link_type,
        link_id,
        tied_procedure_date,
        source_table,
        source_id,
        has_subcents,
        edited_at

    from candidates
    where quarantine_reason is null and exclusion_rule is null

)

select * from lines
