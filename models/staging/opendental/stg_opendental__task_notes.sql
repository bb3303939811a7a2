with

source as (

    select * from {{ source('opendental', 'tasknote') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('TaskNoteNum') }} as task_note_id,
        {{ opendental_key('TaskNum') }} as task_id,
        {{ opendental_key('UserNum') }} as user_id,
        {{ opendental_timestamp('DateTimeNote') }} as noted_at,
        Note as note_text

    from source

)

select * from renamed
