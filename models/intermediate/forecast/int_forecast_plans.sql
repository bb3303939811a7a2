-- Grain: patient's payment plan with a day on which it was agreed: what it asks for, and how often.

with

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

terms as (

    select * from {{ ref('int_plan_terms') }}

),

agreed as (

    select
        plans.payment_plan_id,
        plans.practice_id,
        terms.clinic_id,
        plans.plan_date as agreed_date,
        -- not the first charge, which was entered later
        coalesce(plans.first_charge_date, plans.plan_date) as first_date,
        cast(coalesce(plans.instalment_amount, 0) as decimal(18, 2)) as instalment_amount,
        cast(coalesce(plans.instalment_count, 0) as integer) as instalment_count,
        coalesce(plans.charge_frequency, '') as charge_frequency,
        plans.is_dynamic

    from plans
    inner join terms on plans.payment_plan_id = terms.payment_plan_id
    where plans.plan_date is not null and not plans.is_insurance_plan

)

select * from agreed
