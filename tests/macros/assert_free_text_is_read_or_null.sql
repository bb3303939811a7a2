with

cases as (

    select
        '7' as stored,
        7 as expected_number,
        cast(null as date) as expected_date

    union all

    select
        '-12',
        -12,
        cast(null as date)

    union all

    select
        '',
        cast(null as integer),
        cast(null as date)

    union all

    select
        'on',
        cast(null as integer),
        cast(null as date)

    union all

    select
        '7.6',
        cast(null as integer),
        cast(null as date)

    union all

    select
        '1e3',
        cast(null as integer),
        cast(null as date)

    union all

    select
        ' 7 ',
        7,
        cast(null as date)

    union all

    select
        '1234567890',
        cast(null as integer),
        cast(null as date)

    union all

    select
        '2024',
        2024,
        cast(null as date)

    union all

    select
        '2024-1-5',
        cast(null as integer),
        cast(null as date)

    union all

    select
        '2024-02-29',
        cast(null as integer),
        cast('2024-02-29' as date)

    union all

    select
        '2024-02-29 03:00:00',
        cast(null as integer),
        cast('2024-02-29' as date)

    union all

    select
        '02/29/2024',
        cast(null as integer),
        cast('2024-02-29' as date)

    union all

    select
        '2024-02-30',
        cast(null as integer),
        cast(null as date)

    union all

    select
        '02/30/2024',
        cast(null as integer),
        cast(null as date)

)

select *
from cases
where
    {{ integer_or_null('stored') }} is distinct from expected_number
    or {{ date_or_null('stored') }} is distinct from expected_date
