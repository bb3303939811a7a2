-- Grain: day × practice × clinic of the instalment: what patients' payment plans asked for.

with

charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

dues as (

    select
        charges.practice_id,
        charges.clinic_id,
        coalesce(charges.charge_date, {{ blank_date() }}) as due_date,
        cast(sum(charges.principal_amount + charges.interest_amount) as decimal(18, 2)) as due_amount,
        count(*) as instalment_count

    from charges
    inner join plans on charges.payment_plan_id = plans.payment_plan_id
    where
        charges.charge_type = 'debit'
        and not plans.is_insurance_plan
        and charges.is_usable_amount
        and coalesce(charges.charge_date, {{ blank_date() }}) <= {{ as_of_date() }}
    group by charges.practice_id, charges.clinic_id, coalesce(charges.charge_date, {{ blank_date() }})

)

select * from dues
