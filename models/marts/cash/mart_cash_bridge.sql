-- Grain: what cash is compared with × day × practice × clinic × item. The items add up to what OpenDental shows.

with

report_dates as (

    select * from {{ ref('int_cash_report_dates') }}

),

items as (

    select
        compared_with,
        practice_id,
        clinic_id,
        cash_date as bridge_date,
        'cash' as item,
        amount

    from report_dates
    where is_cash

    union all

    select
        compared_with,
        practice_id,
        clinic_id,
        cash_date as bridge_date,
        reason as item,
        -amount as amount

    from report_dates
    where is_cash and shown_date is null

    union all

    select
        compared_with,
        practice_id,
        clinic_id,
        cash_date as bridge_date,
        'other_date' as item,
        -amount as amount

    from report_dates
    where is_cash and shown_date <> cash_date

    union all

    select
        compared_with,
        practice_id,
        clinic_id,
        shown_date as bridge_date,
        'other_date' as item,
        amount

    from report_dates
    where is_cash and shown_date <> cash_date

    union all

    select
        compared_with,
        practice_id,
        clinic_id,
        shown_date as bridge_date,
        case when is_transfer then 'transfer' else 'not_posted' end as item,
        amount

    from report_dates
    where not is_cash and shown_date is not null

),

summed as (

    select
        compared_with,
        bridge_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        item,
        cast(sum(amount) as decimal(18, 2)) as amount

    from items
    where bridge_date <= {{ as_of_date() }}
    group by compared_with, bridge_date, practice_id, clinic_id, item
    having sum(amount) <> 0

)

select * from summed
