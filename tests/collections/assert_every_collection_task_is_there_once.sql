-- Every task that its list, its text or a note of it makes collection work is there, and no other is.

with

tasks as (

    select * from {{ ref('stg_opendental__tasks') }}

),

task_notes as (

    select * from {{ ref('stg_opendental__task_notes') }}

),

task_lists as (

    select * from {{ ref('int_collection_task_lists') }}

),

facts as (

    select * from {{ ref('int_collection_note_facts') }}

),

said as (

    select source_id as task_id
    from facts
    where source_table = 'task' and is_collection

    union

    select task_notes.task_id
    from facts
    inner join task_notes on facts.source_id = task_notes.task_note_id
    where facts.source_table = 'tasknote' and facts.is_collection

),

listed as (

    select tasks.task_id
    from tasks
    inner join task_lists on tasks.task_list_id = task_lists.task_list_id
    where task_lists.is_collection_list or task_lists.campaign_code is not null

),

wanted as (

    select task_id from said
    union
    select task_id from listed

),

expected as (

    select tasks.task_id
    from tasks
    inner join wanted on tasks.task_id = wanted.task_id
    where not tasks.is_repeating_template

),

found as (

    select
        task_id,
        count(*) as row_count

    from {{ ref('int_collection_tasks') }}
    group by task_id

)

select
    coalesce(expected.task_id, found.task_id) as task_id,
    expected.task_id is not null as is_expected,
    coalesce(found.row_count, 0) as row_count

from expected
full outer join found on expected.task_id = found.task_id
where expected.task_id is null or found.row_count is null or found.row_count <> 1
