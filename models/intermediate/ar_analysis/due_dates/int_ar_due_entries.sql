-- Grain: account × effective date × due date (null: waits for the insurer, not due yet).

with

charges as (

    select * from {{ ref('int_ar_charge_due_dates') }}

),

parts as (

    select
        practice_id,
        account_id,
        aging_date as effective_date,
        due_date,
        amount - pending_amount as amount

    from charges
    where not is_transfer_within_account

    union all

    select
        practice_id,
        account_id,
        aging_date as effective_date,
        cast(null as date) as due_date,
        pending_amount as amount

    from charges
    where not is_transfer_within_account and pending_amount > 0

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
