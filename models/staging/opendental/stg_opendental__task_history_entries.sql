with

source as (

    select * from {{ source('opendental', 'taskhist') }}

),

object_types as (

    {{ opendental_words('taskhist', 'ObjectType') }}

),

statuses as (

    {{ opendental_words('taskhist', 'TaskStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('TaskHistNum') }} as task_history_entry_id,
        {{ opendental_key('TaskNum') }} as task_id,
        {{ opendental_key('UserNumHist') }} as changed_by_user_id,
        {{ opendental_key('TaskListNum') }} as task_list_id,
        {{ opendental_key('UserNum') }} as author_user_id,
        case
            when object_types.word = 'patient' then {{ opendental_key('KeyNum') }}
        end as patient_id,
        case
            when object_types.word = 'appointment' then {{ opendental_key('KeyNum') }}
        end as appointment_id,
        {{ opendental_key('PriorityDefNum') }} as priority_id,
        {{ decoded('object_types') }} as object_type,
        {{ decoded('statuses') }} as task_status,
        {{ opendental_timestamp('DateTimeOriginal') }} as inserted_at,
        {{ opendental_timestamp('DateTimeEntry') }} as entered_at,
        {{ opendental_timestamp('DateTimeFinished') }} as finished_at,
        {{ opendental_date('DateTask') }} as list_date,
        {{ opendental_boolean('IsNoteChange') }} as is_note_change,
        {{ opendental_timestamp('DateTStamp') }} as changed_at

    from source
    left join object_types
        on source.ObjectType = object_types.code
    left join statuses
        on source.TaskStatus = statuses.code

)

select * from renamed
