-- Grain: payment plan × procedure on it.

with

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

links as (

    select * from {{ ref('stg_opendental__payment_plan_links') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

procedure_codes as (

    select * from {{ ref('stg_opendental__procedure_codes') }}

),

on_plan as (

    select
        payment_plan_id,
        procedure_id
    from plan_charges
    where charge_type = 'credit' and procedure_id is not null

    union

    select
        payment_plan_id,
        linked_id as procedure_id
    from links
    where link_type = 'procedure'

),

described as (

    select
        procedures.practice_id,
        on_plan.payment_plan_id,
        on_plan.procedure_id,
        procedures.procedure_status,
        procedures.charge_amount,
        coalesce(procedure_codes.procedure_code like 'D8%', false) as is_orthodontic

    from on_plan
    inner join procedures on on_plan.procedure_id = procedures.procedure_id
    left join procedure_codes on procedures.procedure_code_id = procedure_codes.procedure_code_id
    where procedures.procedure_status in ('complete', 'treatment_planned')

)

select * from described
