-- Each measured stream and period has exactly one served method, and the latest run serves that one.

with

accuracy as (

    select * from {{ ref('mart_collection_forecast_accuracy') }}

),

forecasts as (

    select * from {{ ref('mart_collection_forecast') }}

),

served as (

    select
        practice_id,
        stream,
        horizon_unit,
        horizon_number,
        sum(case when is_served then 1 else 0 end) as served_count,
        max(case when is_served then method end) as served_method

    from accuracy
    group by practice_id, stream, horizon_unit, horizon_number

),

wrong as (

    select
        served.practice_id,
        served.stream,
        served.horizon_unit,
        served.horizon_number,
        served.served_count,
        served.served_method,
        forecasts.method

    from served
    inner join forecasts
        on served.practice_id = forecasts.practice_id
        and served.stream = forecasts.stream
        and served.horizon_unit = forecasts.horizon_unit
        and served.horizon_number = forecasts.horizon_number
    where
        forecasts.metric_level = 'practice'
        and forecasts.is_latest_run
        and (served.served_count <> 1 or served.served_method <> forecasts.method)

)

select * from wrong
