-- Per account: charges dated up to the as-of date = what credits paid of them + what is open.

with

moves as (

    select
        account_id,
        amount as charged_amount,
        0 as allocated_amount,
        0 as open_amount

    from {{ ref('int_ar_ledger') }}
    where amount > 0 and aging_date <= {{ as_of_date() }}

    union all

    select
        account_id,
        0 as charged_amount,
        amount as allocated_amount,
        0 as open_amount

    from {{ ref('int_ar_allocations') }}

    union all

    select
        account_id,
        0 as charged_amount,
        0 as allocated_amount,
        open_amount

    from {{ ref('int_ar_open_charges') }}

)

select
    account_id,
    sum(charged_amount) as charged_amount,
    sum(allocated_amount) as allocated_amount,
    sum(open_amount) as open_amount

from moves
group by account_id
having sum(charged_amount) <> sum(allocated_amount) + sum(open_amount)
