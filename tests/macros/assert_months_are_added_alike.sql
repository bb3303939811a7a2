with

cases as (

    select
        cast(listed.first_day as date) as first_day,
        listed.month_count,
        cast(listed.same_day as date) as same_day,
        cast(listed.same_weekday as date) as same_weekday

    from (
        values
        ('2024-01-31', 1, '2024-02-29', '2024-02-28'),
        ('2023-01-31', 1, '2023-02-28', '2023-02-28'),
        ('2024-02-29', 12, '2025-02-28', '2025-02-27'),
        ('2024-03-31', -1, '2024-02-29', '2024-02-25'),
        ('2024-11-05', 3, '2025-02-05', '2025-02-04'),
        ('2024-01-01', 0, '2024-01-01', '2024-01-01'),
        (null, null, null, null)
    ) as listed (first_day, month_count, same_day, same_weekday)

)

select *
from cases
where
    {{ add_months('first_day', 'month_count') }} is distinct from same_day
    or {{ same_weekday_of_month('first_day', add_months(month_start('first_day'), 'month_count')) }}
    is distinct from same_weekday
    or {{ months_between_months('first_day', 'same_day') }} is distinct from month_count
