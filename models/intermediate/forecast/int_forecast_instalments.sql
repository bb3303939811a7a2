-- Grain: charge of a patient's payment plan that OpenDental has written, with the day on which it was written.

with

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

instalments as (

    select
        plan_charges.payment_plan_charge_id,
        plan_charges.practice_id,
        plan_charges.payment_plan_id,
        plan_charges.charge_date as due_date,
        coalesce(cast(plan_charges.entered_at as date), plan_charges.charge_date) as known_date,
        cast(plan_charges.principal_amount + plan_charges.interest_amount as decimal(18, 2)) as amount

    from plan_charges
    left join plans on plan_charges.payment_plan_id = plans.payment_plan_id
    where
        plan_charges.charge_type = 'debit'
        and plan_charges.is_usable_amount
        and plan_charges.charge_date is not null
        -- a claim's answers tell what insurers will pay
        and not coalesce(plans.is_insurance_plan, false)

)

select * from instalments
