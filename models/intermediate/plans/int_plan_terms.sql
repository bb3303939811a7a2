-- Grain: payment plan: whose it is, how it falls due, and what it has asked for so far.

with

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

production as (

    select * from {{ ref('int_plan_production') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

-- A negative principal takes something off the plan; an offset only takes back a charge too many.
debits as (

    select
        payment_plan_id,
        clinic_id,
        charge_date,
        coalesce(principal_amount, 0) as principal_amount,
        coalesce(principal_amount, 0) < 0 and not is_offset as is_reduction,
        coalesce(principal_amount, 0) > 0 as is_positive

    from plan_charges
    where charge_type = 'debit'

),

asked as (

    select
        payment_plan_id,
        sum(case when is_reduction then 0 else principal_amount end) as asked_principal_amount,
        sum(case when is_reduction then -principal_amount else 0 end) as reduction_amount,
        min(case when is_positive then charge_date end) as first_debit_date,
        max(case when is_positive then charge_date end) as last_debit_date

    from debits
    group by payment_plan_id

),

clinic_amounts as (

    select
        payment_plan_id,
        clinic_id,
        row_number() over (
            partition by payment_plan_id order by sum(abs(coalesce(principal_amount, 0))) desc, clinic_id asc
        ) as place

    from plan_charges
    group by payment_plan_id, clinic_id

),

terms as (

    select
        plans.practice_id,
        plans.payment_plan_id,
        plans.patient_id,
        case
            when plans.is_insurance_plan then 'insurance'
            when plans.is_dynamic then 'dynamic'
            else 'static'
        end as plan_kind,
        -- who pays: the plan's guarantor, often a parent and maybe of another family
        coalesce(payers.guarantor_id, patients.guarantor_id) as account_id,
        patients.guarantor_id as patient_account_id,
        coalesce(clinic_amounts.clinic_id, patients.clinic_id, {{ unassigned_key('plans.practice_id') }}) as clinic_id,
        plans.insurance_plan_id,
        plans.plan_category_id,
        plans.plan_date,
        plans.is_closed,
        plans.is_dynamic,
        plans.is_insurance_plan,
        case
            when plans.is_dynamic then plans.charge_frequency else plans.payment_schedule
        end as frequency,
        coalesce(plans.first_charge_date, asked.first_debit_date, plans.plan_date) as first_instalment_date,
        asked.last_debit_date,
        coalesce(plans.instalment_amount, 0) as instalment_amount,
        coalesce(plans.down_payment_amount, 0) as down_payment_amount,
        plans.instalment_count as agreed_instalment_count,
        coalesce(plans.annual_interest_rate, 0) as annual_interest_rate,
        coalesce(plans.interest_start_date, {{ blank_date() }}) as interest_start_date,
        production.production_amount,
        production.planned_production_amount,
        cast(coalesce(asked.asked_principal_amount, 0) as decimal(18, 2)) as asked_principal_amount,
        cast(coalesce(asked.reduction_amount, 0) as decimal(18, 2)) as reduction_amount,
        -- a static plan holds its whole schedule as rows, a closed one asks for nothing more
        cast(
            case
                when plans.is_closed or not (plans.is_dynamic or plans.is_insurance_plan) then 0
                else greatest(
                    production.production_amount - coalesce(asked.asked_principal_amount, 0), 0
                )
            end as decimal(18, 2)
        ) as unscheduled_principal_amount

    from plans
    inner join production on plans.payment_plan_id = production.payment_plan_id
    left join asked on plans.payment_plan_id = asked.payment_plan_id
    left join patients on plans.patient_id = patients.patient_id
    left join patients as payers on plans.guarantor_id = payers.patient_id
    left join clinic_amounts on plans.payment_plan_id = clinic_amounts.payment_plan_id and clinic_amounts.place = 1

)

select * from terms
