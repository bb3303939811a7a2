-- Grain: payment plan × day on which it asked for something or took it back. A dynamic plan asks for each
-- treatment apart, and a correction often bears the date of the instalment that it corrects: a day is one amount.

with

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

terms as (

    select * from {{ ref('int_plan_terms') }}

),

days as (

    select
        payment_plan_id,
        coalesce(charge_date, {{ blank_date() }}) as charge_date,
        sum(coalesce(principal_amount, 0)) as principal_amount,
        sum(coalesce(interest_amount, 0)) as interest_amount,
        min(entered_at) as entered_at

    from plan_charges
    where charge_type = 'debit'
    group by payment_plan_id, coalesce(charge_date, {{ blank_date() }})

),

charge_days as (

    select
        terms.practice_id,
        days.payment_plan_id,
        days.charge_date,
        days.charge_date > {{ as_of_date() }} as is_future_dated,
        cast(days.principal_amount as decimal(18, 2)) as principal_amount,
        cast(days.interest_amount as decimal(18, 2)) as interest_amount,
        cast(days.principal_amount + days.interest_amount as decimal(18, 2)) as amount,
        -- OpenDental marks the charge that closes a plan only in a note: it is the last one, larger than an
        -- instalment and without interest
        (
            terms.is_closed
            and days.charge_date = terms.last_debit_date
            and days.charge_date > terms.plan_date
            and days.interest_amount = 0
            and days.principal_amount > terms.instalment_amount
        ) as is_close_out,
        days.entered_at

    from days
    inner join terms on days.payment_plan_id = terms.payment_plan_id

)

select * from charge_days
where amount <> 0
