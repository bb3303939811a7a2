-- Grain: payment plan: its part of OpenDental's PayPlanDue, as of the date.

with

due_by_plan as (

    select * from {{ ref('int_ar_payment_plan_due_by_plan') }}

),

summed as (

    select
        payment_plan_id,
        cast(sum(payment_plan_due) as decimal(18, 2)) as payment_plan_due_amount

    from due_by_plan
    where payment_plan_id is not null and aging_date = {{ as_of_date() }}
    group by payment_plan_id

)

select * from summed
