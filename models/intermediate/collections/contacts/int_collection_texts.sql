{{ config(materialized='ephemeral') }}
-- Grain: text about a balance that a patient owes, with the commlog that tells of the same text.

with

outbound_texts as (

    select * from {{ ref('stg_opendental__outbound_texts') }}

),

inbound_texts as (

    select * from {{ ref('stg_opendental__inbound_texts') }}

),

commlogs as (

    select * from {{ ref('int_collection_commlogs') }}

),

-- nothing in OpenDental ties a sent text to its commlog but patient, day and words; equal ones go by their order
logged_texts as (

    select
        communication_id,
        patient_id,
        communication_date,
        sent_text_hash,
        row_number() over (
            partition by patient_id, communication_date, sent_text_hash order by communicated_at, communication_id
        ) as ordinal

    from commlogs
    where sent_text_hash is not null

),

logged_words as (

    select distinct
        patient_id,
        communication_date,
        sent_text_hash

    from logged_texts

),

hashed_texts as (

    select
        practice_id,
        outbound_text_id,
        patient_id,
        message_type,
        delivery_status,
        sent_at,
        cast(sent_at as date) as sent_date,
        md5('Text message sent: ' || message_text) as sent_text_hash

    from outbound_texts

),

-- about a balance by their kind, or by the words that a collection note has too
chosen_texts as (

    select
        hashed_texts.*,
        row_number() over (
            partition by hashed_texts.patient_id, hashed_texts.sent_date, hashed_texts.sent_text_hash
            order by hashed_texts.sent_at, hashed_texts.outbound_text_id
        ) as ordinal

    from hashed_texts
    left join logged_words
        on hashed_texts.patient_id = logged_words.patient_id
        and hashed_texts.sent_date = logged_words.communication_date
        and hashed_texts.sent_text_hash = logged_words.sent_text_hash
    where
        hashed_texts.message_type in ('statements', 'message_to_pay')
        or logged_words.patient_id is not null

),

sent_texts as (

    select
        chosen_texts.practice_id,
        'smstomobile' as source_table,
        chosen_texts.outbound_text_id as source_id,
        chosen_texts.patient_id,
        'outbound' as direction,
        case
            when chosen_texts.delivery_status = 'delivered' then 'delivered'
            when chosen_texts.delivery_status in ('failed_charged', 'failed_not_charged') then 'failed'
            when chosen_texts.delivery_status in ('pending', 'delivered_unconfirmed') then 'sent'
            else 'unknown'
        end as delivery_status,
        chosen_texts.sent_at as messaged_at,
        chosen_texts.message_type = 'statements' as is_statement,
        logged_texts.communication_id

    from chosen_texts
    left join logged_texts
        on chosen_texts.patient_id = logged_texts.patient_id
        and chosen_texts.sent_date = logged_texts.communication_date
        and chosen_texts.sent_text_hash = logged_texts.sent_text_hash
        and chosen_texts.ordinal = logged_texts.ordinal

),

-- a commlog is one message, whatever else points to it
received_texts as (

    select
        commlogs.practice_id,
        'smsfrommobile' as source_table,
        min(inbound_texts.inbound_text_id) as source_id,
        commlogs.patient_id,
        'inbound' as direction,
        'delivered' as delivery_status,
        min(inbound_texts.received_at) as messaged_at,
        false as is_statement,
        commlogs.communication_id

    from inbound_texts
    inner join commlogs on inbound_texts.communication_id = commlogs.communication_id
    where commlogs.sent_text_hash is null and commlogs.channel <> 'email'
    group by commlogs.practice_id, commlogs.patient_id, commlogs.communication_id

),

final as (

    select * from sent_texts

    union all

    select * from received_texts

)

select * from final
