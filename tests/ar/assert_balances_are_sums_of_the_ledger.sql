-- Per account: the total is the sum of all its ledger lines, the balance as of the date that of
-- the lines dated up to it.

with

moves as (

    select
        account_id,
        amount as ledger_total,
        case when aging_date <= {{ as_of_date() }} then amount else 0 end as ledger_as_of,
        0 as balance_total,
        0 as balance_as_of

    from {{ ref('int_ar_ledger') }}

    union all

    select
        account_id,
        0 as ledger_total,
        0 as ledger_as_of,
        balance_total,
        balance_as_of

    from {{ ref('int_ar_aging') }}

)

select
    account_id,
    sum(ledger_total) as ledger_total,
    sum(balance_total) as balance_total,
    sum(ledger_as_of) as ledger_as_of,
    sum(balance_as_of) as balance_as_of

from moves
group by account_id
having
    sum(ledger_total) <> sum(balance_total)
    or sum(ledger_as_of) <> sum(balance_as_of)
