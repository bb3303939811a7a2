-- Grain: claim line that the insurer has not answered yet, on a procedure that counts or on a claim as a whole.

with

claim_procedures as (

    select * from {{ ref('int_ar_counted_claim_procedures') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

pending as (

    select
        claim_procedures.practice_id,
        claim_procedures.claim_procedure_id,
        claim_procedures.claim_id,
        claim_procedures.procedure_id,
        patients.guarantor_id as account_id,
        claim_procedures.patient_id,
        claim_procedures.insurance_plan_id,
        coalesce(claim_procedures.insurance_estimate_amount, 0) as insurance_estimate_amount,
        coalesce(claim_procedures.writeoff_amount, 0) as writeoff_estimate_amount,
        cast(
            coalesce(claim_procedures.insurance_estimate_amount, 0) + coalesce(claim_procedures.writeoff_amount, 0)
            as decimal(18, 2)
        ) as pending_amount,
        claim_procedures.has_estimate_subcents as has_subcents

    from claim_procedures
    inner join patients on claim_procedures.patient_id = patients.patient_id
    where
        claim_procedures.claim_procedure_status = 'not_received'
        and claim_procedures.is_on_counted_procedure

)

select * from pending
