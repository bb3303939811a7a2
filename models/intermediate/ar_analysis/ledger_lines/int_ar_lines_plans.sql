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

ruled as (

    select
        plans.*,
        settings.pay_plans_version = 1
        or (
            settings.pay_plans_version = 4
            and plans.is_insurance_plan
            and not coalesce(settings.is_insurance_plan_left_alone, false)
        ) as is_taken_off

    from plans
    left join settings on plans.practice_id = settings.practice_id

),

lines as (

    select
        ruled.practice_id,
        'payplan' as source_table,
        ruled.payment_plan_id as source_id,
        'plan_credit' as line_kind,
        ruled.plan_date as ledger_date,
        cast(-ruled.completed_amount as decimal(18, 2)) as amount,
        cast(-ruled.completed_amount as decimal(18, 2)) as row_amount,
        patients.guarantor_id as account_id,
        ruled.patient_id,
        ruled.practice_id * cast(1000000000000 as bigint) as provider_id,
        ruled.practice_id * cast(1000000000000 as bigint) as clinic_id,
        ruled.payment_plan_id,
        ruled.plan_date as service_date,
        ruled.has_subcents,
        case
            when not ruled.is_taken_off then null
            when not ruled.is_usable_amount then 'unusable_amount'
            when ruled.completed_amount <> 0 and patients.patient_id is null then 'patient_missing'
        end as quarantine_reason,
        case
            when not ruled.is_taken_off then 'plan_version_without_completed_amount'
            when ruled.completed_amount = 0 then 'zero_amount'
        end as exclusion_rule

    from ruled
    left join patients on ruled.patient_id = patients.patient_id

)

select * from lines
