-- How do people pay? Cash by method and quarter, with each method's share of the quarter.

with

cash as (

    select * from {{ ref('fct_collections_daily') }}

),

by_quarter as (

    select
        {{ period_start('quarter', 'collection_date') }} as quarter_start_date,
        payment_method,
        sum(cash_amount) as cash_amount

    from cash
    where payment_source <> 'insurance'
    group by {{ period_start('quarter', 'collection_date') }}, payment_method

)

select
    quarter_start_date,
    payment_method,
    cash_amount,
    round(100 * cash_amount / sum(cash_amount) over (partition by quarter_start_date), 1) as cash_percent

from by_quarter
order by quarter_start_date desc, cash_amount desc
