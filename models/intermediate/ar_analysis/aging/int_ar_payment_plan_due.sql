-- Grain: account × aging date, where not zero: OpenDental's PayPlanDue.

with

due_by_plan as (

    select * from {{ ref('int_ar_payment_plan_due_by_plan') }}

),

summed as (

    select
        practice_id,
        account_id,
        aging_date,
        cast(sum(payment_plan_due) as decimal(18, 2)) as payment_plan_due

    from due_by_plan
    group by practice_id, account_id, aging_date
    having sum(payment_plan_due) <> 0

)

select * from summed
