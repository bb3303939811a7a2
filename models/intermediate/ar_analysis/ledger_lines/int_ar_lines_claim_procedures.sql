-- Grain: claim procedure × component (insurance payment, write-off).

with

claim_procedures as (

    select * from {{ ref('int_ar_counted_claim_procedures') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

insurance_plans as (

    select * from {{ ref('stg_opendental__insurance_plans') }}

),

claim_payment_methods as (

    select * from {{ ref('int_ar_claim_payment_methods') }}

),

joined as (

    select
        claim_procedures.practice_id,
        claim_procedures.claim_procedure_id as source_id,
        claim_procedures.claim_procedure_status,
        claim_procedures.payment_date as ledger_date,
        claim_procedures.insurance_paid_amount,
        claim_procedures.writeoff_amount,
        patients.guarantor_id as account_id,
        claim_procedures.patient_id,
        claim_procedures.provider_id,
        claim_procedures.clinic_id,
        claim_procedures.procedure_id,
        claim_procedures.claim_id,
        claim_procedures.claim_payment_id,
        claim_procedures.payment_plan_id,
        insurance_plans.carrier_id as payer_id,
        claim_payment_methods.payment_method,
        claim_procedures.is_transfer,
        claim_procedures.procedure_date as service_date,
        case when claim_procedures.procedure_id is not null then 'procedure' end as link_type,
        claim_procedures.procedure_id as link_id,
        claim_procedures.has_subcents,
        claim_procedures.edited_at,
        claim_procedures.is_usable_amount,
        patients.patient_id is not null as has_patient,
        claim_procedures.is_posted,
        claim_procedures.is_on_counted_procedure

    from claim_procedures
    left join patients on claim_procedures.patient_id = patients.patient_id
    left join insurance_plans on claim_procedures.insurance_plan_id = insurance_plans.insurance_plan_id
    left join claim_payment_methods
        on claim_procedures.claim_payment_id = claim_payment_methods.claim_payment_id

),

netted as (

    select
        joined.*,
        -- the part of the row that is on the account decides, as a whole, whether it is charge or credit
        -(
            case when payment_plan_id is null then coalesce(insurance_paid_amount, 0) else 0 end
            + coalesce(writeoff_amount, 0)
        ) as row_amount

    from joined

),

components as (

    select
        netted.*,
        'insurance_payment' as line_kind,
        cast(-coalesce(insurance_paid_amount, 0) as decimal(18, 2)) as amount,
        -- the row's other amount still counts
        insurance_paid_amount is null and not is_usable_amount as is_unusable

    from netted

    union all

    select
        netted.*,
        'writeoff' as line_kind,
        cast(-coalesce(writeoff_amount, 0) as decimal(18, 2)) as amount,
        writeoff_amount is null and not is_usable_amount as is_unusable

    from netted

),

lines as (

    select
        practice_id,
        'claimproc' as source_table,
        source_id,
        line_kind,
        ledger_date,
        amount,
        cast(row_amount as decimal(18, 2)) as row_amount,
        account_id,
        patient_id,
        provider_id,
        clinic_id,
        procedure_id,
        claim_id,
        claim_payment_id,
        payment_plan_id,
        payer_id,
        case when line_kind = 'insurance_payment' then coalesce(payment_method, 'unassigned') end as payment_method,
        is_transfer,
        service_date,
        link_type,
        link_id,
        has_subcents,
        edited_at,
        case
            when claim_procedure_status = 'unmapped' then 'unknown_claim_procedure_status'
            when not is_posted then null
            when is_unusable then 'unusable_amount'
            when
                amount <> 0 and is_on_counted_procedure and not has_patient
                and not (line_kind = 'insurance_payment' and payment_plan_id is not null)
                then 'patient_missing'
        end as quarantine_reason,
        case
            when not is_posted then 'claim_procedure_not_posted'
            when not is_on_counted_procedure then 'procedure_not_complete'
            when line_kind = 'insurance_payment' and payment_plan_id is not null then 'insurance_plan_payment'
            when amount = 0 then 'zero_amount'
        end as exclusion_rule

    from components

)

select * from lines
