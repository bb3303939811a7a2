-- Grain: campaign × account that it was worked for: the tasks, communications, promises and cash that are its own.

{#- What counts of each relation, and the day of a live contact; of promises, what was renegotiated is promised anew. #}
{%- set activities = [
    ('tasks', '1 = 1', {
        'task_count': '1',
        'open_task_count': 'case when is_completed then 0 else 1 end',
    }),
    ('communications', '1 = 1', {
        'communication_count': '1',
        'attempt_count': "case when direction = 'outbound' then 1 else 0 end",
        'contact_count': 'case when is_live_contact then 1 else 0 end',
        'contact_date': 'case when is_live_contact then communication_date end',
    }),
    ('promises', "state <> 'cancelled'", {
        'promise_count': '1',
        'kept_promise_count': 'case when is_kept then 1 else 0 end',
        'promised_amount': 'coalesce(promised_amount, 0)',
    }),
    ('attribution', "owner_type = 'communication'", {'collected_amount': 'amount'}),
] %}

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

events as (

    {% for relation, condition, given in activities -%}
    select
        practice_id,
        campaign_id,
        account_id,
        {%- for measure, data_type in campaign_measures().items() %}
        cast({{ given.get(measure, 0) }} as {{ data_type }}) as {{ measure }},
        {%- endfor %}
        {{ given.get('contact_date', 'cast(null as date)') }} as contact_date

    from {{ relation }}
    where campaign_id is not null and account_id is not null and {{ condition }}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

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
