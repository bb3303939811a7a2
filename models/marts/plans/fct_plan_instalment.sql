-- Grain: instalment: payment plan × day on which it falls due, past, future and projected.

with

instalments as (

    select * from {{ ref('int_plan_instalments') }}

),

described as (

    select
        cast(payment_plan_id as bigint) as payment_plan_id,
        cast(practice_id as integer) as practice_id,
        cast(account_id as bigint) as account_id,
        cast(clinic_id as bigint) as clinic_id,
        plan_kind,
        cast(instalment_number as integer) as instalment_number,
        instalment_date,
        case
            when open_amount = 0 then 'paid'
            when not is_due then 'not_yet_due'
            when instalment_date = {{ as_of_date() }} then 'due_today'
            else 'past_due'
        end as instalment_status,
        is_projected,
        is_close_out,
        cast(instalment_amount as decimal(18, 2)) as instalment_amount,
        cast(interest_amount as decimal(18, 2)) as interest_amount,
        cast(paid_amount as decimal(18, 2)) as paid_amount,
        cast(reduced_amount as decimal(18, 2)) as reduced_amount,
        cast(open_amount as decimal(18, 2)) as open_amount,
        settled_date,
        cast({{ days_between('instalment_date', 'settled_date') }} as integer) as days_to_settle,
        is_matured,
        is_paid_on_time

    from instalments

)

select * from described
