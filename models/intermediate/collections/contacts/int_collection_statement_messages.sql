{{ config(materialized='ephemeral') }}
-- Grain: statement that asks for money × account that it asks, with the e-mail or text that carried it.

with

bills as (

    select * from {{ ref('int_ar_bills') }}

),

noted_messages as (

    select * from {{ ref('int_collection_noted_messages') }}
    where is_statement_message and account_id is not null

),

numbered_messages as (

    select
        account_id,
        source_table,
        source_id,
        channel,
        cast(communicated_at as date) as message_date,
        row_number() over (
            partition by account_id, cast(communicated_at as date)
            order by case channel when 'text' then 1 else 0 end, communicated_at, source_table, source_id
        ) as ordinal

    from noted_messages

),

numbered_statements as (

    select
        practice_id,
        statement_id,
        patient_id,
        account_id,
        is_recipient,
        case delivery_mode
            when 'email' then 'email'
            when 'in_person' then 'in_person'
            when 'mail' then 'letter'
            -- a clearing house prints and mails it
            when 'electronic' then 'letter'
            else 'unknown'
        end as channel,
        sent_date,
        row_number() over (
            partition by account_id, sent_date
            order by case delivery_mode when 'email' then 0 else 1 end, statement_id
        ) as ordinal

    from bills

),

matched as (

    select
        numbered_statements.*,
        numbered_messages.source_table as message_table,
        numbered_messages.source_id as message_id,
        numbered_messages.channel as message_channel

    from numbered_statements
    left join numbered_messages
        on numbered_statements.account_id = numbered_messages.account_id
        and numbered_statements.sent_date = numbered_messages.message_date
        and numbered_statements.ordinal = numbered_messages.ordinal

),

-- one message a statement, by their order; no e-mail carries a letter
final as (

    select
        practice_id,
        statement_id,
        patient_id,
        account_id,
        is_recipient,
        channel,
        sent_date,
        case when message_channel = 'text' or channel = 'email' then message_table end as message_table,
        case when message_channel = 'text' or channel = 'email' then message_id end as message_id

    from matched

)

select * from final
