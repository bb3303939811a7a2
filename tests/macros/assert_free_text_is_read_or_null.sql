with

cases as (

    select
        listed.preference_value,
        listed.expected_number,
        cast(listed.expected_day as date) as expected_day

    from (
        values
        ('7', 7, null),
        (' 7 ', 7, null),
        ('-12', -12, null),
        ('', null, null),
        ('on', null, null),
        ('7.6', null, null),
        ('1e3', null, null),
        ('1234567890', null, null),
        ('2024', 2024, null),
        ('2024-1-5', null, null),
        ('2024-02-29', null, '2024-02-29'),
        ('2024-02-29 03:00:00', null, '2024-02-29'),
        ('02/29/2024', null, '2024-02-29'),
        ('2024-02-30', null, null),
        ('02/30/2024', null, null)
    ) as listed (preference_value, expected_number, expected_day)

)

select *
from cases
where
    {{ integer_or_null('preference_value') }} is distinct from expected_number
    or {{ date_or_null('preference_value') }} is distinct from expected_day
