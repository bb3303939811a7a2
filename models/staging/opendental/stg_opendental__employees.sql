with

source as (

    select * from {{ source('opendental', 'employee') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('EmployeeNum') }} as employee_id,
        {{ opendental_key('ReportsTo') }} as reports_to_employee_id,
        nullif(LName, '') as last_name,
        nullif(FName, '') as first_name,
        {{ opendental_boolean('IsHidden') }} as is_hidden

    from source

)

select * from renamed
