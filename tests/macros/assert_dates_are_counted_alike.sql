with

cases as (

    select
        cast(listed.first_day as date) as first_day,
        listed.day_count,
        cast(listed.last_day as date) as last_day,
        cast(listed.month_first as date) as month_first,
        cast(listed.month_last as date) as month_last

    from (
        values
        ('2024-02-28', 2, '2024-03-01', '2024-02-01', '2024-02-29'),
        ('2023-12-31', -31, '2023-11-30', '2023-12-01', '2023-12-31'),
        ('2023-01-31', 0, '2023-01-31', '2023-01-01', '2023-01-31'),
        (null, null, null, null, null)
    ) as listed (first_day, day_count, last_day, month_first, month_last)

)

select *
from cases
where
    {{ add_days('first_day', 'day_count') }} is distinct from last_day
    or {{ days_between('first_day', 'last_day') }} is distinct from day_count
    or {{ month_start('first_day') }} is distinct from month_first
    or {{ month_end('first_day') }} is distinct from month_last
