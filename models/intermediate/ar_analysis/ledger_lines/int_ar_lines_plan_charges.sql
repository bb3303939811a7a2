-- Grain: payment plan charge. Debits are instalments that fall due; credits take treatment off the account.

with

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

placed as (

    select
        plan_charges.*,
        settings.pay_plans_version,
        plans.payment_plan_id is not null as has_plan,
        coalesce(plans.is_insurance_plan, false) as is_insurance_plan,
        -- version 2 books a credit where the plan's patient is, version 3 where the charge's is
        case
            when plan_charges.charge_type = 'debit' then plan_charges.guarantor_id
            when settings.pay_plans_version = 3 then plan_charges.patient_id
            else plans.patient_id
        end as line_patient_id,
        case
            when plan_charges.charge_type = 'debit'
                then plan_charges.principal_amount + plan_charges.interest_amount
            else -plan_charges.principal_amount
        end as amount

    from plan_charges
    left join plans on plan_charges.payment_plan_id = plans.payment_plan_id
    left join settings on plan_charges.practice_id = settings.practice_id

),

lines as (

    select
        placed.practice_id,
        'payplancharge' as source_table,
        placed.payment_plan_charge_id as source_id,
        'plan_' || placed.charge_type as line_kind,
        placed.charge_date as ledger_date,
        cast(placed.amount as decimal(18, 2)) as amount,
        cast(placed.amount as decimal(18, 2)) as row_amount,
        patients.guarantor_id as account_id,
        placed.line_patient_id as patient_id,
        placed.provider_id,
        placed.clinic_id,
        case when placed.charge_type = 'credit' then placed.procedure_id end as procedure_id,
        placed.payment_plan_id,
        placed.charge_date as service_date,
        case
            when placed.charge_type = 'debit' then 'plan_charge'
            when placed.procedure_id is not null then 'procedure'
        end as link_type,
        case
            when placed.charge_type = 'debit' then placed.payment_plan_charge_id
            else placed.procedure_id
        end as link_id,
        case
            when procedures.procedure_id is not null then coalesce(procedures.procedure_date, {{ blank_date() }})
        end as tied_procedure_date,
        placed.has_subcents,
        placed.edited_at,
        case
            when placed.charge_type = 'unmapped' then 'unknown_charge_type'
            when placed.pay_plans_version in (1, 4) then null
            when placed.charge_type = 'debit' and placed.pay_plans_version = 3 then null
            when not placed.is_usable_amount then 'unusable_amount'
            when
                placed.amount <> 0
                and patients.patient_id is null
                and (placed.has_plan or placed.pay_plans_version = 3)
                and not (placed.charge_type = 'debit' and placed.is_insurance_plan)
                and coalesce(placed.charge_date, {{ blank_date() }}) <= {{ as_of_date() }}
                then 'patient_missing'
        end as quarantine_reason,
        case
            when placed.pay_plans_version in (1, 4) then 'plan_version_without_charges'
            when placed.charge_type = 'debit' and placed.pay_plans_version = 3 then 'plan_version_without_debits'
            when not placed.has_plan and placed.pay_plans_version <> 3 then 'plan_missing'
            when placed.charge_type = 'debit' and placed.is_insurance_plan then 'insurance_plan_debit'
            when coalesce(placed.charge_date, {{ blank_date() }}) > {{ as_of_date() }} then 'plan_charge_not_yet_due'
            when placed.amount = 0 then 'zero_amount'
        end as exclusion_rule

    from placed
    left join patients on placed.line_patient_id = patients.patient_id
    left join procedures on placed.procedure_id = procedures.procedure_id

)

select * from lines
