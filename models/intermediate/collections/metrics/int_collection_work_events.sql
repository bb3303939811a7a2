{{ config(materialized='ephemeral') }}
-- Grain: contact, or task opened, done or overdue. A task counts for its assignee, a contact for its author.

with

communications as (

    select * from {{ ref('int_collection_communication') }}

),

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

overdue_tasks as (

    select * from {{ ref('int_collection_overdue_tasks') }}

),

contacts as (

    select
        practice_id,
        communication_date as event_date,
        account_id,
        campaign_id,
        user_id,
        case when is_attempt then 1 else 0 end as attempt_count,
        case when is_attempt and is_live_contact then 1 else 0 end as right_party_attempt_count,
        case when is_live_contact then 1 else 0 end as right_party_contact_count,
        case when is_notice then 1 else 0 end as notice_count,
        case when direction = 'outbound' then 1 else 0 end as outbound_count,
        case when direction = 'inbound' then 1 else 0 end as inbound_count,
        case when channel = 'phone' then 1 else 0 end as phone_count,
        case when channel = 'text' then 1 else 0 end as text_count,
        case when channel = 'email' then 1 else 0 end as email_count,
        case when channel = 'letter' then 1 else 0 end as letter_count,
        case when channel = 'in_person' then 1 else 0 end as in_person_count,
        case when channel in ('phone', 'text', 'email', 'letter', 'in_person') then 0 else 1 end
            as other_channel_count

    from communications

),

tasks_opened as (

    select
        practice_id,
        created_date as event_date,
        account_id,
        campaign_id,
        assigned_user_id as user_id,
        1 as task_opened_count

    from tasks

),

tasks_completed as (

    select
        practice_id,
        cast(completed_at as date) as event_date,
        account_id,
        campaign_id,
        assigned_user_id as user_id,
        1 as task_completed_count

    from tasks
    where is_completed

),

tasks_overdue as (

    select
        practice_id,
        snapshot_date as event_date,
        account_id,
        campaign_id,
        assigned_user_id as user_id,
        1 as task_overdue_count

    from overdue_tasks

),

events as (

    {{ metric_events('contacts', [
        'attempt_count', 'right_party_attempt_count', 'right_party_contact_count', 'notice_count', 'outbound_count',
        'inbound_count', 'phone_count', 'text_count', 'email_count', 'letter_count', 'in_person_count',
        'other_channel_count',
    ]) }}

    union all

    {{ metric_events('tasks_opened', ['task_opened_count']) }}

    union all

    {{ metric_events('tasks_completed', ['task_completed_count']) }}

    union all

    {{ metric_events('tasks_overdue', ['task_overdue_count']) }}

)

select * from events
where event_date <= {{ as_of_date() }}
