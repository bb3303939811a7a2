-- Grain: adjustment.

with

adjustments as (

    select * from {{ ref('stg_opendental__adjustments') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

lines as (

    select
        adjustments.practice_id,
        'adjustment' as source_table,
        adjustments.adjustment_id as source_id,
        'adjustment' as line_kind,
        adjustments.adjustment_date as ledger_date,
        adjustments.adjustment_amount as amount,
        adjustments.adjustment_amount as row_amount,
        patients.guarantor_id as account_id,
        adjustments.patient_id,
        adjustments.provider_id,
        adjustments.clinic_id,
        adjustments.procedure_id,
        adjustments.adjustment_type_id,
        coalesce(adjustments.procedure_date, adjustments.adjustment_date) as service_date,
        -- a discount pays its procedure; what raises the balance is a charge of its own
        case
            when adjustments.procedure_id is not null and adjustments.adjustment_amount < 0 then 'procedure'
            else 'adjustment'
        end as link_type,
        case
            when adjustments.procedure_id is not null and adjustments.adjustment_amount < 0
                then adjustments.procedure_id
            else adjustments.adjustment_id
        end as link_id,
        -- the date that OpenDental stores on the adjustment, not the procedure's own
        coalesce(adjustments.procedure_date, {{ blank_date() }}) as tied_procedure_date,
        adjustments.has_subcents,
        adjustments.edited_at,
        case
            when not adjustments.is_usable_amount then 'unusable_amount'
            when adjustments.adjustment_amount <> 0 and patients.patient_id is null then 'patient_missing'
        end as quarantine_reason,
        case when adjustments.adjustment_amount = 0 then 'zero_amount' end as exclusion_rule

    from adjustments
    left join patients on adjustments.patient_id = patients.patient_id

)

select * from lines
