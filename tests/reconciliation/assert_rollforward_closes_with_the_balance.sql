-- What the as-of month closes with is what all accounts of the practice owe on the as-of date.

with

rollforward as (

    select * from {{ ref('mart_ar_rollforward') }}

),

aging as (

    select * from {{ ref('mart_ar_aging') }}

),

balances as (

    select
        practice_id,
        closing_amount,
        0 as balance_as_of

    from rollforward
    where month_start_date = {{ month_start(as_of_date()) }}

    union all

    select
        practice_id,
        0 as closing_amount,
        balance_as_of

    from aging

)

select
    practice_id,
    sum(closing_amount) as closing_amount,
    sum(balance_as_of) as balance_as_of

from balances
group by practice_id
having sum(closing_amount) <> sum(balance_as_of)
