-- Grain: account × effective date × due date (null: waits for the insurer, not due yet). Below 0 from the day on which
-- a payment plan takes over what was to fall due.

with

charges as (

    select * from {{ ref('int_ar_charge_due_dates') }}

),

plan_moves as (

    select * from {{ ref('int_ar_plan_moves') }}

),

parts as (

    select
        practice_id,
        account_id,
        aging_date as effective_date,
        due_date,
        amount - taken_back_amount - pending_amount as amount

    from charges

    union all

    select
        practice_id,
        account_id,
        aging_date as effective_date,
        cast(null as date) as due_date,
        pending_amount as amount

    from charges
    where pending_amount > 0

    union all

    select
        practice_id,
        account_id,
        effective_date,
        due_date,
        moved_pending_amount - moved_amount as amount

    from plan_moves

    union all

    select
        practice_id,
        account_id,
        effective_date,
        cast(null as date) as due_date,
        -moved_pending_amount as amount

    from plan_moves
    where moved_pending_amount > 0

),

entries as (

    select
        practice_id,
        account_id,
        effective_date,
        due_date,
        cast(sum(amount) as decimal(18, 2)) as amount

    from parts
    group by practice_id, account_id, effective_date, due_date
    having sum(amount) <> 0

)

select * from entries
