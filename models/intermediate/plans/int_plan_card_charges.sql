-- Grain: attempt to charge a card on file, with the payment plan that it was for: the one of the card's holder
-- whose instalment fell due last before the attempt. OpenDental's attempt names no plan.

with

attempts as (

    select * from {{ ref('stg_opendental__recurring_charges') }}

),

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

charge_days as (

    select * from {{ ref('int_plan_charge_days') }}

),

-- the card is the plan guarantor's or the patient's
holders as (

    select
        payment_plan_id,
        guarantor_id as holder_id
    from plans
    where not is_insurance_plan and guarantor_id is not null

    union

    select
        payment_plan_id,
        patient_id as holder_id
    from plans
    where not is_insurance_plan and patient_id is not null

),

tried as (

    select
        recurring_charge_id,
        practice_id,
        patient_id as holder_id,
        cast(attempted_at as date) as attempt_date,
        charge_status

    from attempts
    where charge_status <> 'not_yet_charged' and attempted_at is not null and coalesce(payment_plan_due_amount, 0) > 0

),

events as (

    select
        holders.holder_id,
        charge_days.charge_date as event_date,
        0 as event_order,
        holders.payment_plan_id,
        cast(null as bigint) as recurring_charge_id

    from holders
    inner join charge_days on holders.payment_plan_id = charge_days.payment_plan_id
    where charge_days.amount > 0

    union all

    select
        holder_id,
        attempt_date as event_date,
        1 as event_order,
        cast(null as bigint) as payment_plan_id,
        recurring_charge_id

    from tried

),

-- Each instalment opens a run that lasts until the next; among plans due the same day, the newest.
runs as (

    select
        events.*,
        sum(case when event_order = 0 then 1 else 0 end) over (
            partition by holder_id
            order by event_date, event_order, payment_plan_id, recurring_charge_id
            rows between unbounded preceding and current row
        ) as run_number

    from events

),

found as (

    select
        recurring_charge_id,
        max(payment_plan_id) over (partition by holder_id, run_number) as payment_plan_id

    from runs

),

matched as (

    select
        tried.recurring_charge_id,
        tried.practice_id,
        found.payment_plan_id,
        tried.attempt_date,
        tried.charge_status,
        tried.charge_status in ('failed', 'declined') as is_failed

    from tried
    inner join found on tried.recurring_charge_id = found.recurring_charge_id

)

select * from matched
where payment_plan_id is not null
