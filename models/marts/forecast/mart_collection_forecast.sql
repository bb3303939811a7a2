-- Grain: run × practice or clinic × stream × week or month ahead. Computed by `dental-collections marts`.

with

forecasts as (

    select * from {{ source('python_marts', 'mart_collection_forecast') }}

),

described as (

    select
        run_id,
        origin_date,
        practice_id,
        metric_level,
        clinic_id,
        stream,
        horizon_unit,
        horizon_number,
        period_start_date,
        period_end_date,
        method,
        is_baseline,
        expected_amount,
        low_80_amount,
        high_80_amount,
        interval_basis,
        usual_amount,
        actual_amount,
        variance_amount,
        is_latest_run

    from forecasts

)

select * from described
