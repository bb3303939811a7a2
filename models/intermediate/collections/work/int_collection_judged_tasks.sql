-- Grain: task about a balance that a patient owes.

with

tasks as (

    select * from {{ ref('stg_opendental__tasks') }}

),

findings as (

    select * from {{ ref('int_collection_task_outcomes') }}

),

task_lists as (

    select * from {{ ref('int_collection_task_lists') }}

),

appointments as (

    select * from {{ ref('stg_opendental__appointments') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

priorities as (

    select * from {{ ref('stg_opendental__definitions') }}
    where category_name = 'task_priorities'

),

-- KeyNum of a task about a visit is the visit's key, and some patient's key too: never the patient's
linked as (

    select
        tasks.task_id,
        coalesce(tasks.patient_id, appointments.patient_id) as patient_id,
        case when tasks.reminder_group_id is not null then cast(tasks.entered_at as date) end as reminder_date,
        case when tasks.date_type in ('day', 'week', 'month') then tasks.list_date end as dated_list_date

    from tasks
    left join appointments on tasks.appointment_id = appointments.appointment_id

),

joined as (

    select
        tasks.practice_id,
        tasks.task_id,
        linked.patient_id,
        patients.guarantor_id as account_id,
        coalesce(patients.guarantor_id, {{ unassigned_key('tasks.practice_id') }}) as touched_key,
        tasks.task_list_id,
        task_lists.task_list_name,
        task_lists.list_role,
        task_lists.campaign_code,
        task_lists.assigned_user_id,
        coalesce(task_lists.assigned_to, 'unassigned') as assigned_to,
        tasks.author_user_id,
        tasks.object_type,
        case
            when findings.text_outcome = 'promise_to_pay' then 'promise_follow_up'
            when findings.text_outcome = 'payment_plan' then 'payment_plan'
            when findings.text_outcome = 'dispute' then 'dispute'
            when findings.text_outcome = 'hardship' then 'hardship'
            when findings.text_outcome = 'insurance_pending' then 'insurance'
            when findings.text_outcome = 'agency' then 'agency'
            when findings.text_outcome = 'legal_stop' then 'legal'
            when findings.text_outcome = 'wrong_number' then 'contact_details'
            when findings.text_outcome = 'account_adjusted' then 'adjustment'
            when findings.text_follow_up_date is not null then 'follow_up'
            else 'general'
        end as task_type,
        case
            when task_lists.is_collection_list then 'task_list'
            when task_lists.campaign_code is not null then 'campaign'
            when findings.is_collection_text then 'text'
            when findings.is_collection_note then 'note'
        end as collection_basis,
        coalesce(tasks.inserted_at, tasks.entered_at) as created_at,
        cast(coalesce(tasks.inserted_at, tasks.entered_at) as date) as created_date,
        coalesce(
            findings.text_follow_up_date, findings.text_promised_date, linked.reminder_date, linked.dated_list_date
        ) as due_date,
        case
            when coalesce(findings.text_follow_up_date, findings.text_promised_date) is not null then 'text'
            when linked.reminder_date is not null then 'reminder'
            when linked.dated_list_date is not null then 'dated_list'
        end as due_date_basis,
        tasks.task_status,
        tasks.task_status = 'done' as is_completed,
        case when tasks.task_status = 'done' then tasks.finished_at end as completed_at,
        lower(trim(priorities.item_name)) as priority,
        priorities.item_order as priority_rank,
        findings.contact_outcome,
        findings.contact_outcome_at,
        findings.promised_amount,
        findings.promised_date,
        findings.follow_up_date,
        findings.paid_amount,
        findings.note_count,
        findings.notes

    from tasks
    inner join linked on tasks.task_id = linked.task_id
    inner join findings on tasks.task_id = findings.task_id
    left join task_lists on tasks.task_list_id = task_lists.task_list_id
    left join patients on linked.patient_id = patients.patient_id
    left join priorities on tasks.priority_id = priorities.definition_id
    where not tasks.is_repeating_template

)

select * from joined
where collection_basis is not null
