-- Expected and actual cash of the clinics add up to the practice's row, to the cent.

with

forecasts as (

    select * from {{ ref('mart_collection_forecast') }}

),

summed as (

    select
        run_id,
        stream,
        horizon_unit,
        horizon_number,
        sum(case when metric_level = 'clinic' then expected_amount else 0 end) as clinics_expected,
        sum(case when metric_level = 'practice' then expected_amount else 0 end) as practice_expected,
        sum(case when metric_level = 'clinic' then actual_amount else 0 end) as clinics_actual,
        sum(case when metric_level = 'practice' then actual_amount else 0 end) as practice_actual

    from forecasts
    group by run_id, stream, horizon_unit, horizon_number

),

wrong as (

    select * from summed
    where clinics_expected <> practice_expected or coalesce(clinics_actual <> practice_actual, false)

)

select * from wrong
