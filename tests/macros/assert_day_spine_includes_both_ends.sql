with

spine as (

    {{ day_spine("cast('2024-02-28' as date)", "cast('2024-03-01' as date)") }}

),

outcome as (

    select
        count(*) as day_count,
        min(date_day) as first_day,
        max(date_day) as last_day

    from spine

)

select *
from outcome
where
    day_count <> 3
    or first_day <> cast('2024-02-28' as date)
    or last_day <> cast('2024-03-01' as date)
