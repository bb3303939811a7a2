with

cases as (

    select
        'the blank date of OpenDental' as rule_name,
        cast('0001-01-01 00:00:00' as timestamp) as stored_at,
        cast(null as timestamp) as expected_at

    union all

    select
        'the last day that is still blank',
        cast('1879-12-31 23:59:59' as timestamp),
        cast(null as timestamp)

    union all

    select
        'the first day that is a date',
        cast('1880-01-01 00:00:00' as timestamp),
        cast('1880-01-01 00:00:00' as timestamp)

    union all

    select
        'the far date of plan credits not yet earned',
        cast('9999-12-31 00:00:00' as timestamp),
        cast('9999-12-31 00:00:00' as timestamp)

    union all

    select
        'the time of day stays',
        cast('2024-02-29 13:14:15' as timestamp),
        cast('2024-02-29 13:14:15' as timestamp)

    union all

    select
        'null stays null',
        cast(null as timestamp),
        cast(null as timestamp)

)

select *
from cases
where
    {{ opendental_timestamp('stored_at') }} is distinct from expected_at
    or {{ opendental_date('stored_at') }} is distinct from cast(expected_at as date)
