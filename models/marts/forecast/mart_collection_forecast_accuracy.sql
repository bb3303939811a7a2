-- Grain: practice × stream × week or month ahead × method. Computed by `dental-collections marts`.

with

accuracy as (

    select * from {{ source('python_marts', 'mart_collection_forecast_accuracy') }}

),

described as (

    select
        practice_id,
        stream,
        horizon_unit,
        horizon_number,
        method,
        is_served,
        origin_count,
        wape,
        wape_reason,
        absolute_error_amount,
        bias,
        bias_reason,
        mase,
        mase_reason,
        coverage_80,
        coverage_80_reason,
        covered_count,
        interval_score_80,
        interval_share_80,
        actual_amount,
        forecast_amount,
        first_origin_date,
        last_origin_date

    from accuracy

)

select * from described
