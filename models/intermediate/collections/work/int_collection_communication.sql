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

    {{ input_fingerprints([('candidates', own_columns + added_columns)], settings=[var('response_days')]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

touched_communications as (

    select
        candidates.communication_key,
        candidates.source_table,
        candidates.source_id,
        candidates.account_id,
        candidates.direction,
        candidates.contact_outcome,
        candidates.communicated_at,
        candidates.communication_date,
        candidates.follow_up_date

    from candidates
    inner join touched on candidates.touched_key = touched.touched_key

),

-- of a touched account all are there, and what follows a communication is of its account
followed as (

    {{ what_followed('touched_communications') }}

),

final as (

    select
        {{ columns_of('candidates', own_columns + added_columns) }},
        case
            when candidates.direction = 'outbound'
                then case
                    when candidates.is_live_contact then 'live'
                    when followed.response_key is not null then 'replied'
                    else 'none'
                end
        end as response,
        case when candidates.direction = 'outbound' then followed.response_key end as response_key,
        case when candidates.direction = 'outbound' then followed.responded_at end as responded_at,
        followed.follow_up_key,
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join candidates on touched.touched_key = candidates.touched_key
    left join followed on candidates.communication_key = followed.communication_key
    {{ keep_vanished('candidates.communication_key') }}

)

select * from final
