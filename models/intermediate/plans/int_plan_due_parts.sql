-- Grain: payment plan: its part of OpenDental's PayPlanDue, by the rules of int_ar_payment_plan_due.

with

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

-- version 2 forgets closed plans
counted as (

    select
        plans.payment_plan_id,
        plans.is_insurance_plan,
        {{ add_days(as_of_date(), 'settings.bill_in_advance_days') }} as due_until

    from plans
    inner join settings on plans.practice_id = settings.practice_id
    where settings.pay_plans_version <> 2 or not plans.is_closed

),

amounts as (

    select
        counted.payment_plan_id,
        coalesce(plan_charges.principal_amount, 0) + coalesce(plan_charges.interest_amount, 0) as amount

    from counted
    inner join plan_charges on counted.payment_plan_id = plan_charges.payment_plan_id
    inner join patients on plan_charges.guarantor_id = patients.patient_id
    where
        plan_charges.charge_type = 'debit'
        and not counted.is_insurance_plan
        and coalesce(plan_charges.charge_date, {{ blank_date() }}) <= counted.due_until

    union all

    select
        counted.payment_plan_id,
        -coalesce(splits.split_amount, 0) as amount

    from counted
    inner join splits on counted.payment_plan_id = splits.payment_plan_id
    inner join patients on splits.patient_id = patients.patient_id
    left join definitions on splits.unearned_type_id = definitions.definition_id and definitions.category = 29
    where coalesce(definitions.item_value, '') = ''

),

summed as (

    select
        payment_plan_id,
        cast(sum(amount) as decimal(18, 2)) as payment_plan_due_amount

    from amounts
    group by payment_plan_id

)

select * from summed
