-- Grain: payment plan × day on which something was paid towards it or taken off it, up to the as-of date.

with

receipts as (

    select * from {{ ref('int_plan_receipts') }}

),

charge_days as (

    select * from {{ ref('int_plan_charge_days') }}

),

events as (

    select
        practice_id,
        payment_plan_id,
        receipt_date as paid_date,
        amount as receipt_amount,
        cast(0 as decimal(18, 2)) as reduction_amount

    from receipts
    where not is_future_dated

    union all

    select
        practice_id,
        payment_plan_id,
        charge_date as paid_date,
        cast(0 as decimal(18, 2)) as receipt_amount,
        -amount as reduction_amount

    from charge_days
    where amount < 0 and not is_future_dated

),

daily as (

    select
        practice_id,
        payment_plan_id,
        paid_date,
        cast(sum(receipt_amount) as decimal(18, 2)) as receipt_amount,
        cast(sum(reduction_amount) as decimal(18, 2)) as reduction_amount

    from events
    group by practice_id, payment_plan_id, paid_date

),

cumulated as (

    select
        daily.*,
        sum(receipt_amount + reduction_amount) over (
            partition by payment_plan_id order by paid_date
            rows between unbounded preceding and current row
        ) as covered_amount

    from daily

),

-- what is taken back later (a bounced check) never settled anything
lasting as (

    select
        practice_id,
        payment_plan_id,
        paid_date,
        receipt_amount,
        reduction_amount,
        cast(
            min(covered_amount) over (
                partition by payment_plan_id order by paid_date
                rows between current row and unbounded following
            ) as decimal(18, 2)
        ) as lasting_amount

    from cumulated

)

select * from lasting
