{{
    config(
        materialized=incremental_or_table(), incremental_strategy='touched', unique_key='task_id', unlogged=false
    )
}}
-- Grain: task about a balance that a patient owes.

{%- set task_columns = [
    'practice_id', 'task_id', 'patient_id', 'account_id', 'task_list_id', 'task_list_name', 'list_role',
    'campaign_code', 'assigned_user_id', 'assigned_to', 'author_user_id', 'object_type', 'task_type',
    'collection_basis', 'created_at', 'created_date', 'due_date', 'due_date_basis', 'task_status', 'is_completed',
    'completed_at', 'priority', 'priority_rank', 'contact_outcome', 'contact_outcome_at', 'promised_amount',
    'promised_date', 'follow_up_date', 'paid_amount', 'note_count', 'notes',
] %}
{%- set added_columns = [
    'campaign_id', 'campaign_basis', 'balance_before', 'past_due_before', 'aging_bucket_before', 'follow_up_task_id',
] %}

with

tasks as (

    select * from {{ ref('int_collection_judged_tasks') }}

),

follow_ups as (

    select * from {{ ref('int_collection_task_follow_ups') }}

),

task_campaigns as (

    select * from {{ ref('int_collection_task_campaigns') }}

),

account_states as (

    select * from {{ ref('int_collection_account_states') }}

),

candidates as (

    select
        {{ columns_of('tasks', task_columns) }},
        tasks.touched_key,
        task_campaigns.campaign_id,
        task_campaigns.campaign_basis,
        account_states.balance_before,
        account_states.past_due_before,
        account_states.aging_bucket_before,
        follow_ups.follow_up_task_id

    from tasks
    left join account_states
        on tasks.account_id = account_states.account_id
        and tasks.created_date = account_states.state_date
    left join task_campaigns on tasks.task_id = task_campaigns.task_id
    left join follow_ups on tasks.task_id = follow_ups.task_id

),

fingerprints as (

    {{ input_fingerprints([('candidates', task_columns + added_columns)]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

final as (

    select
        {{ columns_of('candidates', task_columns + added_columns) }},
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join candidates on touched.touched_key = candidates.touched_key
    {{ keep_vanished('candidates.task_id') }}

)

select * from final
