-- From a clinic's first day on every day has its row, and every other period as many days as the calendar.

with

daily as (

    select * from {{ ref('mart_collection_summary_daily') }}

),

clinics as (

    select
        clinic_id,
        min(period_start_date) as first_day,
        count(*) as day_count

    from daily
    where elapsed_days = 1
    group by clinic_id

),

whole_periods as (

    {% for model in ['', '_weekly', '_quarterly', '_yearly'] -%}
    select
        clinic_id,
        period_start_date,
        {{ days_between('period_start_date', 'period_end_date') }} + 1 as calendar_days,
        elapsed_days

    from {{ ref('mart_collection_summary' ~ model) }}
    where elapsed_days > 0 and is_period_complete
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

)

select
    clinic_id,
    first_day as period_start_date

from clinics
where day_count <> {{ days_between('first_day', as_of_date()) }} + 1

union all

select
    whole_periods.clinic_id,
    whole_periods.period_start_date

from whole_periods
inner join clinics on whole_periods.clinic_id = clinics.clinic_id
where
    whole_periods.period_start_date >= clinics.first_day
    and whole_periods.elapsed_days <> whole_periods.calendar_days
