-- Which insurers bring the money? Cash of the last twelve whole months by carrier, beside the twelve before.

with

mix as (

    select * from {{ ref('mart_collection_mix') }}

),

payers as (

    select * from {{ ref('dim_payer') }}

),

as_of_day as (

    select month_start_date as running_month_date

    from {{ ref('dim_date') }}
    where is_as_of_date

),

by_carrier as (

    select
        payers.payer_name,
        sum(mix.cash_amount) as cash_amount,
        sum(mix.last_year_cash_amount) as last_year_cash_amount

    from mix
    inner join payers on mix.payer_id = payers.payer_id
    inner join as_of_day on mix.month_start_date < as_of_day.running_month_date
    where
        mix.payer_kind = 'carrier'
        and mix.month_start_date >= {{ month_start(add_days('as_of_day.running_month_date', -360)) }}
    group by payers.payer_name

)

select
    payer_name,
    cash_amount,
    round(100 * cash_amount / sum(cash_amount) over (), 1) as cash_percent,
    last_year_cash_amount,
    cash_amount - last_year_cash_amount as change_amount

from by_carrier
order by cash_amount desc, payer_name asc
