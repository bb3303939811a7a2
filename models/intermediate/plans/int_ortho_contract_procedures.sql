-- Grain: procedure of an orthodontic contract.

with

ortho_links as (

    select * from {{ ref('stg_opendental__ortho_procedure_links') }}

),

ortho_cases as (

    select * from {{ ref('stg_opendental__ortho_cases') }}

),

contract_plans as (

    select * from {{ ref('int_ortho_contract_plans') }}

),

plan_procedures as (

    select * from {{ ref('int_plan_procedures') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

of_contracts as (

    select
        {{ ortho_contract_id('ortho_case', 'ortho_links.ortho_case_id') }} as contract_id,
        ortho_links.procedure_id,
        ortho_links.link_type

    from ortho_links
    inner join ortho_cases on ortho_links.ortho_case_id = ortho_cases.ortho_case_id

    union all

    -- other treatment on the same plan is no part of the contract
    select
        contract_plans.contract_id,
        plan_procedures.procedure_id,
        'visit' as link_type

    from contract_plans
    inner join plan_procedures on contract_plans.payment_plan_id = plan_procedures.payment_plan_id
    where contract_plans.ortho_case_id is null and plan_procedures.is_orthodontic

),

placed as (

    select
        of_contracts.*,
        row_number() over (partition by procedure_id order by contract_id, link_type) as place

    from of_contracts

),

described as (

    select
        procedures.practice_id,
        placed.procedure_id,
        placed.contract_id,
        placed.link_type,
        procedures.procedure_status = 'complete' and procedures.procedure_date <= {{ as_of_date() }} as is_done,
        procedures.charge_amount

    from placed
    inner join procedures on placed.procedure_id = procedures.procedure_id
    where placed.place = 1 and procedures.procedure_status in ('complete', 'treatment_planned')

)

select * from described
