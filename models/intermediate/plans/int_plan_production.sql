-- Grain: payment plan: the treatment that it is to pay for, done and not yet done.

with

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

links as (

    select * from {{ ref('stg_opendental__payment_plan_links') }}

),

portions as (

    select * from {{ ref('int_ar_plan_link_patient_portions') }}

),

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

ortho_cases as (

    select * from {{ ref('stg_opendental__ortho_cases') }}

),

-- a dynamic plan: the amount agreed for the item, else what the patient owes of it
linked as (

    select
        links.payment_plan_id,
        links.link_type = 'procedure' and procedures.procedure_status <> 'complete' as is_planned,
        case
            when links.link_type = 'procedure' and procedures.procedure_status not in ('complete', 'treatment_planned')
                then 0
            when coalesce(links.override_amount, 0) <> 0 then links.override_amount
            when links.link_type = 'ortho_case' then coalesce(ortho_cases.patient_amount, 0)
            else coalesce(portions.patient_portion_amount, 0)
        end as amount

    from links
    -- as parts of a key: a condition on the left side alone makes DuckDB compare every row with every other
    left join procedures
        on case when links.link_type = 'procedure' then links.linked_id end = procedures.procedure_id
    left join ortho_cases
        on case when links.link_type = 'ortho_case' then links.linked_id end = ortho_cases.ortho_case_id
    left join portions on links.link_type = portions.link_type and links.linked_id = portions.linked_id

),

-- a static or an insurer's plan: credits, those of treatment to come without a date that will be
credited as (

    select
        payment_plan_id,
        coalesce(charge_date, {{ blank_date() }}) >= cast('2200-01-01' as date) as is_planned,
        coalesce(principal_amount, 0) as amount

    from plan_charges
    where charge_type = 'credit'

),

production as (

    select
        plans.payment_plan_id,
        linked.is_planned,
        linked.amount

    from plans
    inner join linked on plans.payment_plan_id = linked.payment_plan_id
    where plans.is_dynamic

    union all

    select
        plans.payment_plan_id,
        credited.is_planned,
        credited.amount

    from plans
    inner join credited on plans.payment_plan_id = credited.payment_plan_id
    where not plans.is_dynamic

),

summed as (

    select
        payment_plan_id,
        sum(amount) as production_amount,
        sum(case when is_planned then amount else 0 end) as planned_production_amount

    from production
    group by payment_plan_id

),

filled as (

    select
        plans.payment_plan_id,
        plans.practice_id,
        cast(
            coalesce(summed.production_amount, case when not plans.is_dynamic then plans.completed_amount end, 0)
            as decimal(18, 2)
        ) as production_amount,
        cast(coalesce(summed.planned_production_amount, 0) as decimal(18, 2)) as planned_production_amount

    from plans
    left join summed on plans.payment_plan_id = summed.payment_plan_id

)

select * from filled
