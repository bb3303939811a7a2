-- Every month but that of "no date" has all its days, each with its day of the week.

with

days as (

    select * from {{ ref('dim_date') }}

),

months as (

    select
        month_start_date,
        count(*) as day_count,
        max(date_day) as last_day,
        -- 1900-01-01, which is always there, was a Monday
        sum(
            case
                when day_of_week <> {{ days_between(blank_date(), 'date_day') }} % 7 + 1 then 1
                else 0
            end
        ) as wrong_weekday_count

    from days
    group by month_start_date

)

select *
from months
where
    wrong_weekday_count > 0
    or last_day <> {{ month_end('month_start_date') }} and last_day <> {{ blank_date() }}
    or day_count <> {{ days_between('month_start_date', 'last_day') }} + 1
