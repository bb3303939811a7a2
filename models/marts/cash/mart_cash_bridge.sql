-- Grain: what cash is compared with × day × practice × clinic × item. The items add up to what OpenDental shows.

{# which day has what of which lines: another day takes from the one and gives to the other -#}
{% set parts = [
    ('cash_date', "'cash'", 'amount', 'is_cash'),
    ('cash_date', 'reason', '-amount', 'is_cash and shown_date is null'),
    ('cash_date', "'other_date'", '-amount', 'is_cash and shown_date <> cash_date'),
    ('shown_date', "'other_date'", 'amount', 'is_cash and shown_date <> cash_date'),
    (
        'shown_date', "case when is_transfer then 'transfer' else 'not_posted' end", 'amount',
        'not is_cash and shown_date is not null',
    ),
] -%}

with

report_dates as (

    select * from {{ ref('int_cash_report_dates') }}

),

items as (

    {% for bridge_date, item, amount, lines in parts -%}
    select
        compared_with,
        practice_id,
        clinic_id,
        {{ bridge_date }} as bridge_date,
        {{ item }} as item,
        {{ amount }} as amount

    from report_dates
    where {{ lines }}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

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
