-- Notes that are newer than their facts: run `dental-collections notes` to read them.

with

communications as (

    select * from {{ ref('stg_opendental__communications') }}

),

tasks as (

    select * from {{ ref('stg_opendental__tasks') }}

),

task_notes as (

    select * from {{ ref('stg_opendental__task_notes') }}

),

facts as (

    select * from {{ ref('stg_opendental__note_facts') }}

),

notes as (

    select
        'commlog' as source_table,
        communication_id as source_id,
        note_text,
        cast(communicated_at as date) as note_date
    from communications

    union all

    select
        'task' as source_table,
        task_id as source_id,
        task_description as note_text,
        cast(coalesce(inserted_at, entered_at) as date) as note_date
    from tasks

    union all

    select
        'tasknote' as source_table,
        task_note_id as source_id,
        note_text,
        cast(noted_at as date) as note_date
    from task_notes

)

select
    notes.source_table,
    count(*) as unread_notes

from notes
left join facts
    on notes.source_table = facts.source_table
    and notes.source_id = facts.source_id
    and md5(notes.note_text) = facts.text_hash
    and coalesce(notes.note_date, {{ blank_date() }}) = coalesce(facts.note_date, {{ blank_date() }})

where
    trim(notes.note_text) <> ''
    and facts.source_id is null

group by notes.source_table
