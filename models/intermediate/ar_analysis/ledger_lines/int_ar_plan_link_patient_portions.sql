-- Grain: procedure or adjustment that a dynamic payment plan links to.
-- What the patient owes of it outside the plan: fee + adjustments − insurance − write-offs − splits.

with

links as (

    select * from {{ ref('stg_opendental__payment_plan_links') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

adjustments as (

    select * from {{ ref('stg_opendental__adjustments') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

linked_procedures as (

    select distinct
        procedures.procedure_id,
        procedures.patient_id,
        procedures.provider_id,
        procedures.clinic_id,
        procedures.charge_amount

    from links
    inner join procedures on links.linked_id = procedures.procedure_id
    where links.link_type = 'procedure'

),

linked_adjustments as (

    select distinct
        adjustments.adjustment_id,
        adjustments.adjustment_amount

    from links
    inner join adjustments on links.linked_id = adjustments.adjustment_id
    where links.link_type = 'adjustment'

),

-- OpenDental counts an adjustment only where patient, provider and clinic agree with the procedure's
procedure_adjustments as (

    select
        linked_procedures.procedure_id,
        sum(adjustments.adjustment_amount) as adjusted_amount

    from linked_procedures
    inner join adjustments
        on linked_procedures.procedure_id = adjustments.procedure_id
        and linked_procedures.patient_id = adjustments.patient_id
        and linked_procedures.provider_id = adjustments.provider_id
        and linked_procedures.clinic_id = adjustments.clinic_id
    group by linked_procedures.procedure_id

),

-- what is posted counts as posted, all else but pre-authorizations as estimated; to OpenDental what a capitation plan
-- pays by claim is an estimate here
procedure_insurance as (

    select
        linked_procedures.procedure_id,
        sum(
            case
                when claim_procedures.is_posted and claim_procedures.claim_procedure_status <> 'capitation_claim'
                    then
                        coalesce(claim_procedures.insurance_paid_amount, 0)
                        + coalesce(claim_procedures.writeoff_amount, 0)
                else
                    coalesce(
                        claim_procedures.insurance_estimate_override_amount,
                        claim_procedures.insurance_estimate_amount,
                        0
                    )
                    + coalesce(
                        claim_procedures.writeoff_estimate_override_amount,
                        claim_procedures.writeoff_estimate_amount,
                        0
                    )
            end
        ) as insurance_amount

    from linked_procedures
    inner join claim_procedures on linked_procedures.procedure_id = claim_procedures.procedure_id
    where claim_procedures.claim_procedure_status <> 'preauthorization'
    group by linked_procedures.procedure_id

),

procedure_splits as (

    select
        linked_procedures.procedure_id,
        sum(splits.split_amount) as split_amount

    from linked_procedures
    inner join splits on linked_procedures.procedure_id = splits.procedure_id
    where splits.payment_plan_id is null
    group by linked_procedures.procedure_id

),

adjustment_splits as (

    select
        linked_adjustments.adjustment_id,
        sum(splits.split_amount) as split_amount

    from linked_adjustments
    inner join splits on linked_adjustments.adjustment_id = splits.adjustment_id
    where splits.payment_plan_id is null
    group by linked_adjustments.adjustment_id

),

portions as (

    select
        'procedure' as link_type,
        linked_procedures.procedure_id as linked_id,
        cast(
            coalesce(linked_procedures.charge_amount, 0)
            + coalesce(procedure_adjustments.adjusted_amount, 0)
            - coalesce(procedure_insurance.insurance_amount, 0)
            - coalesce(procedure_splits.split_amount, 0) as decimal(18, 2)
        ) as patient_portion_amount

    from linked_procedures
    left join procedure_adjustments on linked_procedures.procedure_id = procedure_adjustments.procedure_id
    left join procedure_insurance on linked_procedures.procedure_id = procedure_insurance.procedure_id
    left join procedure_splits on linked_procedures.procedure_id = procedure_splits.procedure_id

    union all

    select
        'adjustment' as link_type,
        linked_adjustments.adjustment_id as linked_id,
        cast(
            coalesce(linked_adjustments.adjustment_amount, 0) - coalesce(adjustment_splits.split_amount, 0)
            as decimal(18, 2)
        ) as patient_portion_amount

    from linked_adjustments
    left join adjustment_splits on linked_adjustments.adjustment_id = adjustment_splits.adjustment_id

)

select * from portions
