-- The streams add up to the total, to the cent.

with

forecasts as (

    select * from {{ ref('mart_collection_forecast') }}

),

summed as (

    select
        run_id,
        metric_level,
        clinic_id,
        horizon_unit,
        horizon_number,
        sum(case when stream = 'total' then -expected_amount else expected_amount end) as expected_difference,
        sum(case when stream = 'total' then -actual_amount else actual_amount end) as actual_difference

    from forecasts
    group by run_id, metric_level, clinic_id, horizon_unit, horizon_number

),

wrong as (

    select * from summed
    where expected_difference <> 0 or coalesce(actual_difference <> 0, false)

)

select * from wrong
