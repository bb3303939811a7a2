with

source as (

    select * from {{ source('opendental', 'tasklist') }}

),

object_types as (

    {{ opendental_words('tasklist', 'ObjectType') }}

),

date_types as (

    {{ opendental_words('tasklist', 'DateType') }}

),

statuses as (

    {{ opendental_words('tasklist', 'TaskListStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('TaskListNum') }} as task_list_id,
        {{ opendental_key('Parent') }} as parent_task_list_id,
        {{ opendental_key('FromNum') }} as template_task_list_id,
        nullif(Descript, '') as task_list_name,
        {{ decoded('object_types') }} as object_type,
        {{ decoded('date_types') }} as date_type,
        {{ decoded('statuses') }} as task_list_status,
        {{ opendental_date('DateTL') }} as list_date,
        {{ opendental_boolean('IsRepeating') }} as is_repeating_template

    from source
    left join object_types
        on source.ObjectType = object_types.code
    left join date_types
        on source.DateType = date_types.code
    left join statuses
        on source.TaskListStatus = statuses.code

)

select * from renamed
