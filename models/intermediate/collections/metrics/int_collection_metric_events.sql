{{ config(materialized='ephemeral') }}
-- Grain: thing that is counted (contact, task, promise, piece of cash), with whom it counts for.
-- A task counts for its assignee, a contact for its author, a promise and cash for the author of the touch behind.

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

promises as (

    select * from {{ ref('int_payment_promises') }}

),

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

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

promises_made as (

    select
        practice_id,
        made_date as event_date,
        account_id,
        campaign_id,
        user_id,
        1 as promise_made_count,
        promised_amount as promise_made_amount,
        case when due_date is null then 1 else 0 end as promise_undated_count

    from promises

),

-- a promise is judged in the month in which its days of grace end
promises_matured as (

    select
        practice_id,
        grace_date as event_date,
        account_id,
        campaign_id,
        user_id,
        case when state = 'kept' then 1 else 0 end as promise_kept_count,
        case when state = 'kept' then promised_amount else 0 end as promise_kept_amount,
        case when state = 'partial' then 1 else 0 end as promise_partial_count,
        case when state = 'partial' then promised_amount else 0 end as promise_partial_amount,
        case when state = 'broken' then 1 else 0 end as promise_broken_count,
        case when state = 'broken' then promised_amount else 0 end as promise_broken_amount,
        case when is_fulfilled then 1 else 0 end as promise_fulfilled_count,
        case when is_punctual then 1 else 0 end as promise_punctual_count,
        least(paid_amount, promised_amount) as promise_paid_amount,
        least(paid_in_grace_amount, promised_amount) as promise_paid_in_grace_amount,
        case when is_fulfilled then days_to_payment else 0 end as promise_days_late

    from promises
    where is_matured

),

collected as (

    select
        practice_id,
        cash_date as event_date,
        account_id,
        campaign_id,
        user_id,
        amount as collected_amount

    from attribution
    where owner_type = 'communication'

),

payments as (

    select distinct
        attribution.practice_id,
        attribution.cash_date as event_date,
        attribution.account_id,
        attribution.campaign_id,
        attribution.user_id,
        cash.payment_id,
        1 as payment_count

    from attribution
    inner join cash on attribution.cash_piece_id = cash.cash_piece_id
    where attribution.owner_type = 'communication' and not attribution.is_reversal

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

    union all

    {{ metric_events('promises_made', ['promise_made_count', 'promise_made_amount', 'promise_undated_count']) }}

    union all

    {{ metric_events('promises_matured', [
        'promise_kept_count', 'promise_kept_amount', 'promise_partial_count', 'promise_partial_amount',
        'promise_broken_count', 'promise_broken_amount', 'promise_fulfilled_count', 'promise_punctual_count',
        'promise_paid_amount', 'promise_paid_in_grace_amount', 'promise_days_late',
    ]) }}

    union all

    {{ metric_events('collected', ['collected_amount']) }}

    union all

    {{ metric_events('payments', ['payment_count']) }}

)

select * from events
where event_date <= {{ as_of_date() }}
