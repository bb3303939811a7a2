-- Per account: credits dated up to the as-of date = what they paid + what is left of them unapplied.

with

moves as (

    select
        account_id,
        -amount as credited_amount,
        0 as allocated_amount,
        0 as unapplied_amount

    from {{ ref('int_ar_ledger') }}
    where amount < 0 and aging_date <= {{ as_of_date() }}

    union all

    select
        account_id,
        0 as credited_amount,
        amount as allocated_amount,
        0 as unapplied_amount

    from {{ ref('int_ar_allocations') }}

    union all

    select
        account_id,
        0 as credited_amount,
        0 as allocated_amount,
        remaining_amount as unapplied_amount

    from {{ ref('int_ar_match_oldest_first') }}
    where not is_charge

)

select
    account_id,
    sum(credited_amount) as credited_amount,
    sum(allocated_amount) as allocated_amount,
    sum(unapplied_amount) as unapplied_amount

from moves
group by account_id
having sum(credited_amount) <> sum(allocated_amount) + sum(unapplied_amount)
