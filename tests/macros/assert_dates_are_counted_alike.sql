with

cases as (

    select
        cast('2024-02-28' as date) as first_day,
        2 as days,
        cast('2024-03-01' as date) as last_day,
        cast('2024-02-29' as date) as last_of_month,
        cast('2024-02-01' as date) as first_of_month

    union all

    select
        cast('2023-12-31' as date),
        -31,
        cast('2023-11-30' as date),
        cast('2023-12-31' as date),
        cast('2023-12-01' as date)

    union all

    select
        cast(null as date),
        1,
        cast(null as date),
        cast(null as date),
        cast(null as date)

),

spine as (

    {{ day_spine("cast('2024-02-28' as date)", "cast('2024-03-01' as date)") }}

)

select
    'day arithmetic' as rule_name,
    count(*) as failures

from cases

where
    {{ add_days('first_day', 'days') }} is distinct from last_day
    or {{ days_between('first_day', 'last_day') }} is distinct from case
        when first_day is not null then days
    end
    or {{ month_end('first_day') }} is distinct from last_of_month
    or {{ month_start('first_day') }} is distinct from first_of_month

having count(*) > 0

union all

select
    'a spine has both ends',
    count(*)

from spine

having
    count(*) <> 3
    or min(date_day) <> cast('2024-02-28' as date)
    or max(date_day) <> cast('2024-03-01' as date)
