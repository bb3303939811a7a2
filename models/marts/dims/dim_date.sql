-- Grain: day: whole years from the first of the history to the next, every other month that
-- money is dated in, and the member for "no date".

with

ledger_monthly as (

    select * from {{ ref('int_ar_ledger_monthly') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

bounds as (

    select
        {{ year_start('min(date_day)') }} as first_day,
        {{ add_days(year_start(add_days(year_start(as_of_date()), 800)), -1) }} as last_day

    from snapshot_days

),

spine as (

    {{ day_spine('(select first_day from bounds)', '(select last_day from bounds)') }}

),

-- a mistyped year must not cost a spine of centuries
dated_months as (

    select distinct month_start_date
    from ledger_monthly
    where month_start_date is not null

),

month_offsets as (

    select {{ days_between('bounds.first_day', 'spine.date_day') }} as day_offset
    from spine
    cross join bounds
    where spine.date_day < {{ add_days('bounds.first_day', 31) }}

),

days as (

    select date_day
    from spine

    union

    select {{ add_days('dated_months.month_start_date', 'month_offsets.day_offset') }} as date_day
    from dated_months
    cross join month_offsets

    union

    select {{ blank_date() }} as date_day

),

described as (

    select
        date_day,
        cast(extract(year from date_day) as integer) as year_number,
        cast(extract(quarter from date_day) as integer) as quarter_number,
        cast(extract(month from date_day) as integer) as month_number,
        cast(extract(day from date_day) as integer) as day_of_month,
        {{ month_start('date_day') }} as month_start_date,
        {{ month_end('date_day') }} as month_end_date,
        -- 1800-01-06 was a Monday
        cast(
            {{ days_between("cast('1800-01-06' as date)", 'date_day') }} % 7 + 1 as integer
        ) as day_of_week

    from days

),

labelled as (

    select
        date_day,
        year_number,
        quarter_number,
        month_number,
        day_of_month,
        day_of_week,
        cast(year_number as {{ dbt.type_string() }})
        || '-'
        || lpad(cast(month_number as {{ dbt.type_string() }}), 2, '0') as year_and_month,
        month_start_date,
        month_end_date,
        day_of_week >= 6 as is_weekend,
        date_day = month_end_date as is_month_end,
        date_day = {{ as_of_date() }} as is_as_of_date,
        date_day > {{ as_of_date() }} as is_future,
        date_day = {{ blank_date() }} as is_no_date

    from described

)

select * from labelled
