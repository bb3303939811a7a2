{{ config(materialized='ephemeral') }}
-- Grain: month of the history, told on its last day, the month of the as-of date on that date.

with

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

periods as (

    select
        {{ month_number('date_day') }} as month_number,
        date_day as snapshot_date,
        {{ month_start('date_day') }} as period_start_date,
        {{ add_days(month_start('date_day'), -1) }} as previous_month_end_date,
        cast(row_number() over (order by date_day) as integer) as period_number

    from snapshot_days
    where is_month_end or date_day = {{ as_of_date() }}

)

select * from periods
