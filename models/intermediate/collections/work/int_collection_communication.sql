{{
    config(
        materialized=incremental_or_table(), incremental_strategy='touched', unique_key='communication_key',
        unlogged=false
    )
}}
-- Grain: communication about a balance that a patient owes.

{%- set own_columns = [
    'communication_key', 'practice_id', 'source_table', 'source_id', 'patient_id', 'account_id', 'user_id',
    'channel', 'direction', 'communication_type', 'is_automated', 'delivery_status', 'communicated_at',
    'communication_date', 'has_known_time', 'task_id', 'contact_outcome', 'promised_amount', 'promised_date',
    'follow_up_date', 'paid_amount', 'date_basis', 'is_attempt', 'is_live_contact', 'is_notice', 'merged_text_id',
    'merged_mail_id', 'merged_commlog_id', 'merged_task_note_id', 'content_text',
] %}
{%- set added_columns = [
    'campaign_id', 'campaign_basis', 'balance_before', 'past_due_before', 'aging_bucket_before',
] %}

with

communications as (

    select * from {{ ref('int_collection_judged_communication') }}

),

campaigns as (

    select * from {{ ref('int_collection_communication_campaigns') }}

),

account_states as (

    select * from {{ ref('int_collection_account_states') }}

),

candidates as (

    select
        {{ columns_of('communications', own_columns) }},
        communications.touched_key,
        campaigns.campaign_id,
        campaigns.campaign_basis,
        account_states.balance_before,
        account_states.past_due_before,
        account_states.aging_bucket_before

    from communications
    left join campaigns on communications.communication_key = campaigns.communication_key
    left join account_states
        on communications.account_id = account_states.account_id
        and communications.communication_date = account_states.state_date

),

fingerprints as (

    {{ input_fingerprints([('candidates', own_columns + added_columns)]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

-- Of a touched account all are there, and what follows a communication is of its account. At the same moment the
-- office comes first: patients answer.
numbered as (

    select
        candidates.communication_key,
        candidates.account_id,
        -- what an agency sends, say, is no word of the patient's
        candidates.direction = 'inbound' and not {{ is_office_work('candidates.contact_outcome') }} as is_answer,
        candidates.communicated_at,
        candidates.communication_date,
        candidates.follow_up_date,
        row_number() over (
            partition by candidates.account_id
            order by
                candidates.communicated_at,
                case candidates.direction when 'inbound' then 1 else 0 end,
                candidates.source_table,
                candidates.source_id
        ) as ordinal

    from candidates
    inner join touched on candidates.touched_key = touched.touched_key
    where candidates.account_id is not null and candidates.communicated_at is not null

),

-- a follow-up on the day itself or before is the next communication, whatever its day
days_and_questions as (

    select
        account_id,
        communication_date as event_date,
        1 as is_communication,
        ordinal,
        cast(null as bigint) as asked_by

    from numbered

    union all

    select
        account_id,
        follow_up_date as event_date,
        0 as is_communication,
        cast(null as bigint) as ordinal,
        ordinal as asked_by

    from numbered
    where follow_up_date > communication_date

),

answered as (

    select
        account_id,
        asked_by,
        min(ordinal) over (
            partition by account_id order by event_date desc, is_communication desc
            range between unbounded preceding and current row
        ) as ordinal

    from days_and_questions

),

-- one number each: that of the next inbound communication, and of the follow-up
followed as (

    select
        numbered.communication_key,
        numbered.account_id,
        min(case when numbered.is_answer then numbered.ordinal end) over (
            partition by numbered.account_id order by numbered.ordinal desc
            rows between unbounded preceding and 1 preceding
        ) as response_ordinal,
        case
            when numbered.follow_up_date > numbered.communication_date then answered.ordinal
            when numbered.follow_up_date is not null then numbered.ordinal + 1
        end as follow_up_ordinal

    from numbered
    left join answered
        on numbered.account_id = answered.account_id
        and numbered.ordinal = answered.asked_by

),

-- the account's next inbound communication, not too long after, counted by date; and the first later one on or after
-- the day of the follow-up
final as (

    select
        {{ columns_of('candidates', own_columns + added_columns) }},
        case
            when candidates.direction = 'outbound'
                then case
                    when candidates.is_live_contact then 'live'
                    when responses.communication_key is not null then 'replied'
                    else 'none'
                end
        end as response,
        case when candidates.direction = 'outbound' then responses.communication_key end as response_key,
        case when candidates.direction = 'outbound' then responses.communicated_at end as responded_at,
        follow_ups.communication_key as follow_up_key,
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join candidates on touched.touched_key = candidates.touched_key
    left join followed on candidates.communication_key = followed.communication_key
    left join numbered as responses
        on followed.account_id = responses.account_id
        and followed.response_ordinal = responses.ordinal
        and {{ days_between('candidates.communication_date', 'responses.communication_date') }}
        <= {{ var('response_days') }}
    left join numbered as follow_ups
        on followed.account_id = follow_ups.account_id
        and followed.follow_up_ordinal = follow_ups.ordinal
    {{ keep_vanished('candidates.communication_key') }}

)

select * from final
