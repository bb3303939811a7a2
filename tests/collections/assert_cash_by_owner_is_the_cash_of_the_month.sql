-- Months of a practice in which the cash told by its owner is not the cash told by day.

with

cash as (

    select
        practice_id,
        month_start_date,
        cash_amount as owned_amount,
        0 as received_amount

    from {{ ref('mart_collected_by_owner') }}

    union all

    select
        practice_id,
        {{ month_start('collection_date') }} as month_start_date,
        0 as owned_amount,
        cash_amount as received_amount

    from {{ ref('fct_collections_daily') }}

)

select
    practice_id,
    month_start_date,
    sum(owned_amount) as owned_amount,
    sum(received_amount) as received_amount

from cash
group by practice_id, month_start_date
having sum(owned_amount) <> sum(received_amount)
