-- Grain: account × aging date, where not zero: OpenDental's PayPlanDue.

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
        splits.patient_id,
        -coalesce(splits.split_amount, 0) as amount

    from splits
    inner join dated_settings on splits.practice_id = dated_settings.practice_id
    left join plans on splits.payment_plan_id = plans.payment_plan_id
    left join definitions on splits.unearned_type_id = definitions.definition_id and definitions.category = 29
    where
        splits.payment_plan_id is not null
        and coalesce(definitions.item_value, '') = ''
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
        moved.aging_date,
        cast(sum(moved.amount) as decimal(18, 2)) as payment_plan_due

    from moved
    inner join patients on moved.patient_id = patients.patient_id
    group by moved.practice_id, patients.guarantor_id, moved.aging_date
    having sum(moved.amount) <> 0

)

select * from summed
