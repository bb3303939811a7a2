-- Grain: account × payment plan × aging date: what OpenDental's PayPlanDue has of it. Deleted plans are one, null.

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

hidden_types as (

    select * from {{ ref('int_ar_hidden_unearned_types') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

aging_dates as (

    select * from {{ ref('int_ar_aging_dates') }}

),

dated_settings as (

    select
        aging_dates.practice_id,
        aging_dates.aging_date,
        {{ add_days('aging_dates.aging_date', 'settings.bill_in_advance_days') }} as due_until,
        settings.pay_plans_version = 2 as is_closed_plan_left_out

    from aging_dates
    inner join settings on aging_dates.practice_id = settings.practice_id

),

-- instalments of patient plans; version 2 forgets closed plans
due as (

    select
        dated_settings.practice_id,
        dated_settings.aging_date,
        plans.payment_plan_id,
        plan_charges.guarantor_id as patient_id,
        coalesce(plan_charges.principal_amount, 0) + coalesce(plan_charges.interest_amount, 0) as amount

    from plan_charges
    inner join plans on plan_charges.payment_plan_id = plans.payment_plan_id
    inner join dated_settings on plan_charges.practice_id = dated_settings.practice_id
    where
        plan_charges.charge_type = 'debit'
        and not plans.is_insurance_plan
        and not (dated_settings.is_closed_plan_left_out and plans.is_closed)
        and coalesce(plan_charges.charge_date, {{ blank_date() }})
        <= dated_settings.due_until

),

-- all that was ever paid towards a plan, a deleted one included
paid as (

    select
        dated_settings.practice_id,
        dated_settings.aging_date,
        plans.payment_plan_id,
        splits.patient_id,
        -coalesce(splits.split_amount, 0) as amount

    from splits
    inner join dated_settings on splits.practice_id = dated_settings.practice_id
    left join plans on splits.payment_plan_id = plans.payment_plan_id
    left join hidden_types on splits.unearned_type_id = hidden_types.unearned_type_id
    where
        splits.payment_plan_id is not null
        and hidden_types.unearned_type_id is null
        and not (dated_settings.is_closed_plan_left_out and coalesce(plans.is_closed, false))

),

moved as (

    select * from due
    union all
    select * from paid

),

summed as (

    select
        moved.practice_id,
        patients.guarantor_id as account_id,
        moved.payment_plan_id,
        moved.aging_date,
        cast(sum(moved.amount) as decimal(18, 2)) as payment_plan_due

    from moved
    inner join patients on moved.patient_id = patients.patient_id
    group by moved.practice_id, patients.guarantor_id, moved.payment_plan_id, moved.aging_date

)

select * from summed
