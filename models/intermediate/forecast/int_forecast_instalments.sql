-- Grain: charge of a payment plan that OpenDental has written, with the day on which it was written.

with

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

instalments as (

    select
        payment_plan_charge_id,
        practice_id,
        payment_plan_id,
        charge_date as due_date,
        coalesce(cast(entered_at as date), charge_date) as known_date,
        cast(principal_amount + interest_amount as decimal(18, 2)) as amount

    from plan_charges
    where charge_type = 'debit' and is_usable_amount and charge_date is not null

)

select * from instalments
