-- Who pays, and is it more or less than a year ago? Cash of the last twelve whole months by kind of payer.

with

mix as (

    select * from {{ ref('mart_collection_mix') }}

),

as_of_day as (

    select month_start_date as running_month_date

    from {{ ref('dim_date') }}
    where is_as_of_date

),

by_payer_kind as (

    select
        mix.payer_kind,
        sum(mix.cash_amount) as cash_amount,
        sum(mix.last_year_cash_amount) as last_year_cash_amount

    from mix
    inner join as_of_day on mix.month_start_date < as_of_day.running_month_date
    where mix.month_start_date >= {{ month_start(add_days('as_of_day.running_month_date', -360)) }}
    group by mix.payer_kind

)

select
    payer_kind,
    cash_amount,
    round(100 * cash_amount / sum(cash_amount) over (), 1) as cash_percent,
    last_year_cash_amount,
    round(100 * last_year_cash_amount / sum(last_year_cash_amount) over (), 1) as last_year_percent

from by_payer_kind
order by cash_amount desc
