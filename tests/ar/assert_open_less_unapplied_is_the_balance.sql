-- Per account: open charges − unapplied credits = the balance of lines dated up to the as-of date.

with

moves as (

    select
        account_id,
        case when is_charge then remaining_amount else -remaining_amount end as open_amount,
        0 as balance_as_of

    from {{ ref('int_ar_match_oldest_first') }}

    union all

    select
        account_id,
        0 as open_amount,
        balance_as_of

    from {{ ref('int_ar_aging') }}

)

select
    account_id,
    sum(open_amount) as open_amount,
    sum(balance_as_of) as balance_as_of

from moves
group by account_id
having sum(open_amount) <> sum(balance_as_of)
