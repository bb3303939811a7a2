-- Grain: practice × month of service, and all of them. Computed by `dental-collections marts`.

with

run_off as (

    select * from {{ source('python_marts', 'mart_collection_run_off') }}

),

described as (

    select
        practice_id,
        origin_date,
        metric_level,
        service_start_date,
        service_end_date,
        paid_amount,
        expected_amount,
        standard_error_amount,
        low_80_amount,
        high_80_amount

    from run_off

)

select * from described
