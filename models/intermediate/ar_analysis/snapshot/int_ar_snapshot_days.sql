-- Grain: day of the history, with the first snapshot date on or after it.
-- Snapshots are taken at every month-end, at the last Sundays (var snapshot_weeks) and on the as-of date.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

bounds as (

    select
        greatest(
            coalesce(min(ledger_date), {{ as_of_date() }}),
            {{ add_days(as_of_date(), '-366 * ' ~ var('snapshot_years')) }}
        ) as first_day,
        {{ as_of_date() }} as last_day

    from ledger
    where ledger_date <= {{ as_of_date() }}

),

days as (

    {{ day_spine('(select first_day from bounds)', '(select last_day from bounds)') }}

),

marked as (

    select
        date_day,
        date_day = {{ month_end('date_day') }} as is_month_end,
        -- 1899-12-31 was a Sunday
        {{ days_between("cast('1899-12-31' as date)", 'date_day') }} % 7 = 0
        and date_day > {{ add_days(as_of_date(), '-7 * ' ~ var('snapshot_weeks')) }} as is_week_end,
        date_day = {{ as_of_date() }} as is_as_of

    from days

),

numbered as (

    select
        date_day,
        is_month_end,
        is_week_end,
        is_month_end or is_week_end or is_as_of as is_snapshot,
        cast(
            1 + coalesce(
                sum(case when is_month_end or is_week_end or is_as_of then 1 else 0 end) over (
                    order by date_day rows between unbounded preceding and 1 preceding
                ), 0
            ) as integer
        ) as snapshot_index

    from marked

)

select * from numbered
