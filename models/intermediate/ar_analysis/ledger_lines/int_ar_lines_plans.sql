-- Grain: payment plan. Versions 1 and 4 take the completed treatment off the account in one sum.

with

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

lines as (

    select
        plans.practice_id,
        'payplan' as source_table,
        plans.payment_plan_id as source_id,
        'plan_credit' as line_kind,
        plans.plan_date as ledger_date,
        cast(-plans.completed_amount as decimal(18, 2)) as amount,
        cast(-plans.completed_amount as decimal(18, 2)) as row_amount,
        patients.guarantor_id as account_id,
        plans.patient_id,
        plans.practice_id * cast(1000000000000 as bigint) as provider_id,
        plans.practice_id * cast(1000000000000 as bigint) as clinic_id,
        plans.payment_plan_id,
        plans.plan_date as service_date,
        plans.has_subcents,
        case
            when settings.pay_plans_version in (2, 3) then null
            when settings.pay_plans_version = 4 and not plans.is_insurance_plan then null
            when not plans.is_usable_amount then 'unusable_amount'
            when plans.completed_amount <> 0 and patients.patient_id is null then 'patient_missing'
        end as quarantine_reason,
        case
            when settings.pay_plans_version in (2, 3) then 'plan_version_without_completed_amount'
            when settings.pay_plans_version = 4 and not plans.is_insurance_plan
                then 'plan_version_without_completed_amount'
            when plans.completed_amount = 0 then 'zero_amount'
        end as exclusion_rule

    from plans
    left join patients on plans.patient_id = patients.patient_id
    left join settings on plans.practice_id = settings.practice_id

)

select * from lines
