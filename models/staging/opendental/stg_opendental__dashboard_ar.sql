with

source as (

    select * from {{ source('opendental', 'dashboardar') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('DashboardARNum') }} as dashboard_ar_id,
        {{ opendental_date('DateCalc') }} as calculated_date,
        {{ money('BalTotal') }} as balance_total_amount,
        {{ money('InsEst') }} as insurance_estimate_amount

    from source

)

select * from renamed
