-- Grain: day of the cash × practice × clinic of the line × timing × days to collect.

with

pieces as (

    select * from {{ ref('int_cash_pieces') }}

),

summed as (

    select
        practice_id,
        clinic_id,
        cash_date,
        cash_timing,
        days_to_collect,
        cast(sum(amount) as decimal(18, 2)) as amount

    from pieces
    group by practice_id, clinic_id, cash_date, cash_timing, days_to_collect

)

select * from summed
