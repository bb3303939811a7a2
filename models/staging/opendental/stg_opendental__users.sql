with

source as (

    select * from {{ source('opendental', 'userod') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('UserNum') }} as user_id,
        nullif(UserName, '') as user_name,
        {{ opendental_key('EmployeeNum') }} as employee_id,
        {{ opendental_key('ProvNum') }} as provider_id,
        {{ opendental_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('TaskListInBox') }} as inbox_task_list_id,
        {{ opendental_boolean('IsHidden') }} as is_hidden

    from source

)

select * from renamed
