-- Grain: campaign × account that it was worked for: the tasks, communications, promises and cash that are its own.

with

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

communications as (

    select * from {{ ref('int_collection_communication') }}

),

promises as (

    select * from {{ ref('int_payment_promises') }}

),

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

-- of promises, what was renegotiated is promised anew
events as (

    {{ campaign_activity('tasks', {
        'task_count': '1',
        'open_task_count': 'case when is_completed then 0 else 1 end',
    }) }}

    union all

    {{ campaign_activity('communications', {
        'communication_count': '1',
        'attempt_count': "case when direction = 'outbound' then 1 else 0 end",
        'contact_count': 'case when is_live_contact then 1 else 0 end',
    }, contact_date='case when is_live_contact then communication_date end') }}

    union all

    {{ campaign_activity('promises', {
        'promise_count': '1',
        'kept_promise_count': 'case when is_kept then 1 else 0 end',
        'promised_amount': 'coalesce(promised_amount, 0)',
    }, condition="state <> 'cancelled'") }}

    union all

    {{ campaign_activity('attribution', {'collected_amount': 'amount'}, condition="owner_type = 'communication'") }}

),

activity as (

    select
        practice_id,
        campaign_id,
        account_id,
        max(contact_date) as last_contact_date,
        {{ summed_campaign_measures() }}

    from events
    group by practice_id, campaign_id, account_id

)

select * from activity
