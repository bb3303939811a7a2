with

efficiency as (

    select
        practice_id,
        period_start_date,
        ledger_cash_amount

    from {{ ref('mart_collection_efficiency') }}
    where metric_level = 'practice' and trailing_months = 1

),

collections as (

    select
        practice_id,
        {{ month_start('collection_date') }} as period_start_date,
        sum(ledger_cash_amount) as ledger_cash_amount

    from {{ ref('fct_collections_daily') }}
    group by practice_id, {{ month_start('collection_date') }}

)

select
    efficiency.practice_id,
    efficiency.period_start_date

from efficiency
left join collections
    on efficiency.practice_id = collections.practice_id
    and efficiency.period_start_date = collections.period_start_date
where efficiency.ledger_cash_amount <> coalesce(collections.ledger_cash_amount, 0)
