with

cases as (

    select
        listed.rule_name,
        cast(listed.stored as timestamp) as stored_at,
        cast(listed.expected as timestamp) as expected_at

    from (
        values
        ('the blank date of OpenDental', '0001-01-01 00:00:00', null),
        ('the last day that is blank', '1879-12-31 23:59:59', null),
        ('the first that is not', '1880-01-01 00:00:00', '1880-01-01 00:00:00'),
        ('the far date of plan credits', '9999-12-31 00:00:00', '9999-12-31 00:00:00'),
        ('the time of day stays', '2024-02-29 13:14:15', '2024-02-29 13:14:15'),
        ('null stays null', null, null)
    ) as listed (rule_name, stored, expected)

)

select *
from cases
where
    {{ opendental_timestamp('stored_at') }} is distinct from expected_at
    or {{ opendental_date('stored_at') }} is distinct from cast(expected_at as date)
