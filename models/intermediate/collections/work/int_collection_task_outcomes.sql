{{ config(materialized='ephemeral') }}
-- Grain: task. What its text and its notes say, the latest word counting.

with

tasks as (

    select * from {{ ref('stg_opendental__tasks') }}

),

task_notes as (

    select * from {{ ref('stg_opendental__task_notes') }}

),

facts as (

    select * from {{ ref('int_collection_note_facts') }}

),

texts as (

    select
        task_id,
        'task' as source_table,
        task_id as source_id,
        coalesce(inserted_at, entered_at) as written_at,
        task_description as written_text

    from tasks

    union all

    select
        tasks.task_id,
        'tasknote' as source_table,
        task_notes.task_note_id as source_id,
        task_notes.noted_at as written_at,
        task_notes.note_text as written_text

    from task_notes
    inner join tasks on task_notes.task_id = tasks.task_id

),

-- the text comes before its notes, whatever their times say
numbered as (

    select
        texts.task_id,
        texts.source_table,
        texts.written_at,
        nullif(trim(texts.written_text), '') as written_text,
        facts.is_collection,
        facts.contact_outcome,
        facts.promised_amount,
        facts.promised_date,
        facts.follow_up_date,
        facts.paid_amount,
        row_number() over (
            partition by texts.task_id
            order by
                case texts.source_table when 'task' then 0 else 1 end,
                texts.written_at nulls first,
                texts.source_id
        ) as text_number

    from texts
    left join facts
        on texts.source_table = facts.source_table
        and texts.source_id = facts.source_id

),

-- text_number of the last text that tells each of them
last_told as (

    select
        task_id,
        max(case when contact_outcome is not null then text_number end) as outcome_number,
        max(case when promised_amount is not null or promised_date is not null then text_number end) as promise_number,
        max(case when follow_up_date is not null then text_number end) as follow_up_number,
        max(case when paid_amount is not null then text_number end) as payment_number

    from numbered
    group by task_id

),

-- the text that tells the outcome is asked first; amount and day of a promise are never of two texts
chosen as (

    select
        last_told.task_id,
        last_told.outcome_number,
        case
            when outcomes.promised_amount is not null or outcomes.promised_date is not null
                then last_told.outcome_number
            else last_told.promise_number
        end as promise_number,
        case
            when outcomes.follow_up_date is not null then last_told.outcome_number
            else last_told.follow_up_number
        end as follow_up_number,
        case
            when outcomes.paid_amount is not null then last_told.outcome_number
            else last_told.payment_number
        end as payment_number

    from last_told
    left join numbered as outcomes
        on last_told.task_id = outcomes.task_id
        and last_told.outcome_number = outcomes.text_number

),

final as (

    select
        numbered.task_id,
        max(case when numbered.source_table = 'task' and numbered.is_collection then 1 else 0 end) = 1
            as is_collection_text,
        max(case when numbered.source_table = 'tasknote' and numbered.is_collection then 1 else 0 end) = 1
            as is_collection_note,
        max(case when numbered.source_table = 'task' then numbered.contact_outcome end) as text_outcome,
        max(case when numbered.source_table = 'task' then numbered.promised_date end) as text_promised_date,
        max(case when numbered.source_table = 'task' then numbered.follow_up_date end) as text_follow_up_date,
        max(case when numbered.text_number = chosen.outcome_number then numbered.contact_outcome end)
            as contact_outcome,
        max(case when numbered.text_number = chosen.outcome_number then numbered.written_at end)
            as contact_outcome_at,
        max(case when numbered.text_number = chosen.promise_number then numbered.promised_amount end)
            as promised_amount,
        max(case when numbered.text_number = chosen.promise_number then numbered.promised_date end)
            as promised_date,
        max(case when numbered.text_number = chosen.follow_up_number then numbered.follow_up_date end)
            as follow_up_date,
        max(case when numbered.text_number = chosen.payment_number then numbered.paid_amount end) as paid_amount,
        cast(sum(case when numbered.source_table = 'tasknote' then 1 else 0 end) as integer) as note_count,
        {{ joined_lines('numbered.written_text', 'numbered.text_number') }} as notes

    from numbered
    inner join chosen on numbered.task_id = chosen.task_id
    group by numbered.task_id

)

select * from final
