-- Grain: procedure. A completed procedure is the charge; every other one is here with the rule that leaves it out.

with

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

lines as (

    select
        procedures.practice_id,
        'procedurelog' as source_table,
        procedures.procedure_id as source_id,
        'procedure' as line_kind,
        procedures.procedure_date as ledger_date,
        procedures.charge_amount as amount,
        procedures.charge_amount as row_amount,
        patients.guarantor_id as account_id,
        procedures.patient_id,
        procedures.provider_id,
        procedures.clinic_id,
        procedures.procedure_id,
        procedures.procedure_date as service_date,
        'procedure' as link_type,
        procedures.procedure_id as link_id,
        procedures.has_subcents,
        procedures.edited_at,
        case
            when procedures.procedure_status = 'unmapped' then 'unknown_procedure_status'
            when procedures.procedure_status <> 'complete' then null
            when not procedures.is_usable_amount then 'unusable_amount'
            when procedures.charge_amount <> 0 and patients.patient_id is null then 'patient_missing'
        end as quarantine_reason,
        case
            when procedures.procedure_status <> 'complete' then 'procedure_not_complete'
            when procedures.charge_amount = 0 then 'zero_amount'
        end as exclusion_rule

    from procedures
    left join patients on procedures.patient_id = patients.patient_id

)

select * from lines
