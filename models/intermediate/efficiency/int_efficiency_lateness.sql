{{ config(materialized='ephemeral') }}
-- Grain: account × month in which a patient paid towards charges that have a due date. What came on time counts 0 days.

with

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

due_dates as (

    select * from {{ ref('int_ar_charge_due_dates') }}

),

paid as (

    select
        allocations.account_id,
        {{ month_start('allocations.credit_date') }} as month_start_date,
        sum(allocations.amount) as dated_payment_amount,
        sum(
            allocations.amount * greatest({{ days_between('due_dates.due_date', 'allocations.credit_date') }}, 0)
        ) as late_dollar_days

    from allocations
    inner join due_dates on allocations.charge_line_id = due_dates.ledger_line_id
    where
        allocations.credit_kind = 'patient_payment'
        and not allocations.is_transfer
        and allocations.credit_date is not null
    group by allocations.account_id, {{ month_start('allocations.credit_date') }}

)

select * from paid
