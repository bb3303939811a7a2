-- OpenDental's PayPlanDue by account is what the plans say, plan by plan; money towards a plan that was deleted is
-- no plan's and counts all the same.

with

plans as (

    select
        practice_id,
        payment_plan_due_amount as amount

    from {{ ref('mart_payment_plans') }}

),

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

payment_plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

hidden_types as (

    select * from {{ ref('int_ar_hidden_unearned_types') }}

),

aging as (

    select * from {{ ref('mart_ar_aging') }}

),

orphans as (

    select
        splits.practice_id,
        -splits.split_amount as amount

    from splits
    inner join patients on splits.patient_id = patients.patient_id
    left join payment_plans on splits.payment_plan_id = payment_plans.payment_plan_id
    left join hidden_types on splits.unearned_type_id = hidden_types.unearned_type_id
    where
        splits.payment_plan_id is not null
        and payment_plans.payment_plan_id is null
        and hidden_types.unearned_type_id is null

),

compared as (

    select
        practice_id,
        amount
    from plans

    union all

    select
        practice_id,
        amount
    from orphans

    union all

    select
        practice_id,
        -payment_plan_due as amount
    from aging

)

select
    practice_id,
    sum(amount) as difference

from compared
group by practice_id
having sum(amount) <> 0
