-- Grain: payment plan of an orthodontic contract. The contract is the treatment (OpenDental's ortho case) that the
-- plan is linked to; without one, a patient's plan for mostly orthodontic treatment is a contract of its own.

with

terms as (

    select * from {{ ref('int_plan_terms') }}

),

plan_links as (

    select * from {{ ref('stg_opendental__ortho_plan_links') }}

),

ortho_cases as (

    select * from {{ ref('stg_opendental__ortho_cases') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

plan_procedures as (

    select * from {{ ref('int_plan_procedures') }}

),

-- a plan serves one treatment: the active link, else the newest
linked as (

    select
        plan_links.ortho_case_id,
        plan_links.linked_id as payment_plan_id,
        row_number() over (
            partition by plan_links.linked_id
            order by case when plan_links.is_active then 0 else 1 end asc, plan_links.ortho_plan_link_id desc
        ) as place

    from plan_links
    inner join ortho_cases on plan_links.ortho_case_id = ortho_cases.ortho_case_id
    where plan_links.link_type in ('insurance_payment_plan', 'patient_payment_plan')

),

-- CDT codes of orthodontics begin with D8
orthodontic as (

    select
        payment_plan_id,
        2 * sum(case when is_orthodontic then charge_amount else 0 end) >= sum(charge_amount) as is_mostly_orthodontic

    from plan_procedures
    where charge_amount > 0
    group by payment_plan_id

),

contract_plans as (

    select
        terms.practice_id,
        terms.payment_plan_id,
        terms.plan_kind,
        linked.ortho_case_id,
        case
            when linked.ortho_case_id is not null then {{ ortho_contract_id('ortho_case', 'linked.ortho_case_id') }}
            else {{ ortho_contract_id('payment_plan', 'terms.payment_plan_id') }}
        end as contract_id

    from terms
    left join linked on terms.payment_plan_id = linked.payment_plan_id and linked.place = 1
    left join definitions
        on terms.plan_category_id = definitions.definition_id
        and definitions.category_name = 'payment_plan_categories'
    left join orthodontic on terms.payment_plan_id = orthodontic.payment_plan_id
    where
        linked.ortho_case_id is not null
        or (
            not terms.is_insurance_plan
            and (
                lower(coalesce(definitions.item_name, '')) like '%ortho%'
                or coalesce(orthodontic.is_mostly_orthodontic, false)
            )
        )

)

select * from contract_plans
