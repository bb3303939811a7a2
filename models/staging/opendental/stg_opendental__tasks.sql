with

source as (

    select * from {{ source('opendental', 'task') }}

),

object_types as (

    {{ opendental_words('task', 'ObjectType') }}

),

statuses as (

    {{ opendental_words('task', 'TaskStatus') }}

),

date_types as (

    {{ opendental_words('task', 'DateType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('TaskNum') }} as task_id,
        {{ opendental_key('TaskListNum') }} as task_list_id,
        {{ opendental_key('UserNum') }} as author_user_id,
        case
            when object_types.word = 'patient' then {{ opendental_key('KeyNum') }}
        end as patient_id,
        case
            when object_types.word = 'appointment' then {{ opendental_key('KeyNum') }}
        end as appointment_id,
        {{ opendental_key('PriorityDefNum') }} as priority_id,
        {{ opendental_key('FromNum') }} as template_task_id,
        nullif(ReminderGroupId, '') as reminder_group_id,
        {{ decoded('object_types') }} as object_type,
        {{ decoded('statuses') }} as task_status,
        {{ decoded('date_types') }} as date_type,
        coalesce(ReminderType, 0) as reminder_type_flags,
        coalesce(ReminderFrequency, 0) as reminder_frequency,
        coalesce(nullif(DescriptOverride, ''), Descript) as task_title,
        Descript as task_description,
        {{ opendental_timestamp('DateTimeOriginal') }} as inserted_at,
        {{ opendental_timestamp('DateTimeEntry') }} as entered_at,
        {{ opendental_timestamp('DateTimeFinished') }} as finished_at,
        {{ opendental_date('DateTask') }} as list_date,
        {{ opendental_boolean('IsRepeating') }} as is_repeating_template,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join object_types
        on source.ObjectType = object_types.code
    left join statuses
        on source.TaskStatus = statuses.code
    left join date_types
        on source.DateType = date_types.code

)

select * from renamed
