-- Grain: contact about an owed balance that may own cash: a communication, or a conversation told in a task's text.

{%- set windows = var('attribution_window_days') %}

with

communications as (

    select * from {{ ref('int_collection_communication') }}

),

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

note_facts as (

    select * from {{ ref('int_collection_note_facts') }}

),

contacts as (

    select
        communication_key as touch_key,
        practice_id,
        account_id,
        communication_key,
        source_id,
        task_id,
        campaign_id,
        user_id,
        channel,
        case when has_known_time then communicated_at end as touched_at,
        communication_date as touched_date,
        contact_outcome,
        promised_amount,
        case when date_basis = 'defaulted' then null else promised_date end as promised_date,
        paid_amount,
        balance_before,
        past_due_before,
        direction <> 'inbound'
        and delivery_status <> 'failed'
        and coalesce(contact_outcome, 'none')
        not in ('wrong_number', 'agency', 'legal_stop', 'account_adjusted') as may_bring_cash

    from communications
    where account_id is not null and communication_date <= {{ as_of_date() }}

    union all

    -- some offices write the call down as a task; a task that only asks for one is no contact
    select
        'task-' || cast(tasks.task_id as {{ dbt.type_string() }}) as touch_key,
        tasks.practice_id,
        tasks.account_id,
        cast(null as {{ dbt.type_string() }}) as communication_key,
        tasks.task_id as source_id,
        tasks.task_id,
        tasks.campaign_id,
        tasks.author_user_id as user_id,
        'phone' as channel,
        tasks.created_at as touched_at,
        tasks.created_date as touched_date,
        note_facts.contact_outcome,
        note_facts.promised_amount,
        case when note_facts.date_basis = 'defaulted' then null else note_facts.promised_date end as promised_date,
        note_facts.paid_amount,
        tasks.balance_before,
        tasks.past_due_before,
        true as may_bring_cash

    from tasks
    inner join note_facts
        on note_facts.source_table = 'task'
        and tasks.task_id = note_facts.source_id
    where
        tasks.account_id is not null
        and tasks.created_date <= {{ as_of_date() }}
        and note_facts.contact_outcome in (
            'promise_to_pay', 'payment_taken', 'payment_plan', 'dispute', 'hardship', 'refused'
        )

),

windowed as (

    select
        contacts.*,
        case
            when may_bring_cash
                then case channel
                    {%- for name, days in windows.items() %}
                    when '{{ name }}' then {{ days }}
                    {%- endfor %}
                    else {{ windows.values() | min }}
                end
        end as window_days,
        -- where it stands within its day, against the day's payments (cash_day_part): what tells of money that had
        -- come already comes last, what has no time first
        case
            when paid_amount is not null then 3
            when touched_at is null then 0
            else 1
        end as day_part,
        -- at the same time, the one more likely to be heard is the last
        case channel
            when 'phone' then 7
            when 'in_person' then 6
            when 'text' then 5
            when 'email' then 4
            when 'portal' then 3
            when 'letter' then 2
            when 'fax' then 1
            else 0
        end as channel_rank,
        case when communication_key is null then 0 else 1 end as source_rank

    from contacts

),

timed as (

    select
        windowed.*,
        {{ day_part_time('day_part', 'touched_at', 'touched_date') }} as event_at

    from windowed

),

numbered as (

    select
        touch_key,
        practice_id,
        account_id,
        row_number() over (
            partition by account_id
            order by
                touched_date asc, day_part asc, event_at asc, channel_rank asc, source_rank asc, source_id desc,
                touch_key asc
        ) as touch_number,
        communication_key,
        task_id,
        campaign_id,
        user_id,
        channel,
        touched_at,
        touched_date,
        day_part,
        event_at,
        contact_outcome,
        promised_amount,
        promised_date,
        paid_amount,
        balance_before,
        cast(coalesce(past_due_before, 0) as decimal(18, 2)) as past_due_before,
        -- what was past due, or what was spoken of where that is more and is owed: the account's past due is what
        -- all its credits leave of it, also those for charges that are not due yet
        cast(
            greatest(
                coalesce(past_due_before, 0),
                least(
                    coalesce(promised_amount, 0) + coalesce(paid_amount, 0),
                    greatest(coalesce(balance_before, 0), 0)
                )
            ) as decimal(18, 2)
        ) as targeted_amount,
        window_days

    from timed

)

select * from numbered
