{{ config(materialized='ephemeral') }}
-- Grain: communication about a balance that a patient owes: what notes, messages and statements tell of it, in one row.

with

noted_messages as (

    select * from {{ ref('int_collection_noted_messages') }}

),

statements as (

    select * from {{ ref('int_collection_statement_messages') }}

),

-- the statement stays, with all that its message tells
carried as (

    select
        statements.practice_id,
        'statement' as source_table,
        statements.statement_id as source_id,
        statements.patient_id,
        statements.account_id,
        case when not statements.is_recipient then statements.account_id end as member_account_id,
        noted_messages.user_id,
        statements.channel,
        'outbound' as direction,
        coalesce(noted_messages.is_automatic_source, false) as is_automatic_source,
        noted_messages.delivery_status,
        -- the day at midnight where nothing tells the time
        coalesce(noted_messages.communicated_at, cast(statements.sent_date as timestamp)) as communicated_at,
        noted_messages.task_id,
        coalesce(noted_messages.contact_outcome, 'no_live_contact') as contact_outcome,
        noted_messages.promised_amount,
        noted_messages.promised_date,
        noted_messages.follow_up_date,
        noted_messages.paid_amount,
        noted_messages.date_basis,
        case
            when statements.message_table = 'smstomobile' then statements.message_id
            else noted_messages.merged_text_id
        end as merged_text_id,
        case
            when statements.message_table = 'emailmessage' then statements.message_id
            else noted_messages.merged_mail_id
        end as merged_mail_id,
        case when statements.message_table = 'commlog' then statements.message_id end as merged_commlog_id,
        noted_messages.merged_task_note_id

    from statements
    left join noted_messages
        on statements.message_table = noted_messages.source_table
        and statements.message_id = noted_messages.source_id

),

others as (

    select
        noted_messages.practice_id,
        noted_messages.source_table,
        noted_messages.source_id,
        noted_messages.patient_id,
        noted_messages.account_id,
        cast(null as bigint) as member_account_id,
        noted_messages.user_id,
        noted_messages.channel,
        noted_messages.direction,
        noted_messages.is_automatic_source,
        noted_messages.delivery_status,
        noted_messages.communicated_at,
        noted_messages.task_id,
        noted_messages.contact_outcome,
        noted_messages.promised_amount,
        noted_messages.promised_date,
        noted_messages.follow_up_date,
        noted_messages.paid_amount,
        noted_messages.date_basis,
        noted_messages.merged_text_id,
        noted_messages.merged_mail_id,
        cast(null as bigint) as merged_commlog_id,
        noted_messages.merged_task_note_id

    from noted_messages
    left join statements
        on noted_messages.source_table = statements.message_table
        and noted_messages.source_id = statements.message_id
    where statements.statement_id is null

),

final as (

    select * from carried

    union all

    select * from others

)

select * from final
