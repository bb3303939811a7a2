-- Grain: contact about a balance that a patient owes, apart from statements: a note, a message, or both in one.

with

noted_contacts as (

    select * from {{ ref('int_collection_noted_contacts') }}

),

messages as (

    select * from {{ ref('int_collection_messages') }}

),

-- the message knows better how it went out, the note what came of it
noted as (

    select
        noted_contacts.practice_id,
        noted_contacts.source_table,
        noted_contacts.source_id,
        noted_contacts.patient_id,
        noted_contacts.account_id,
        noted_contacts.user_id,
        coalesce(messages.channel, noted_contacts.channel) as channel,
        coalesce(messages.direction, noted_contacts.direction) as direction,
        noted_contacts.is_automatic_source,
        messages.delivery_status,
        messages.is_statement,
        noted_contacts.communicated_at,
        noted_contacts.task_id,
        noted_contacts.contact_outcome,
        noted_contacts.promised_amount,
        noted_contacts.promised_date,
        noted_contacts.follow_up_date,
        noted_contacts.paid_amount,
        noted_contacts.date_basis,
        case when messages.source_table <> 'emailmessage' then messages.source_id end as merged_text_id,
        case when messages.source_table = 'emailmessage' then messages.source_id end as merged_mail_id,
        noted_contacts.merged_task_note_id

    from noted_contacts
    left join messages on noted_contacts.communication_id = messages.communication_id

),

-- a message that nobody wrote about tells only that it was sent
alone as (

    select
        practice_id,
        source_table,
        source_id,
        patient_id,
        account_id,
        user_id,
        channel,
        direction,
        false as is_automatic_source,
        delivery_status,
        is_statement,
        messaged_at as communicated_at,
        cast(null as bigint) as task_id,
        'no_live_contact' as contact_outcome,
        cast(null as decimal(18, 2)) as promised_amount,
        cast(null as date) as promised_date,
        cast(null as date) as follow_up_date,
        cast(null as decimal(18, 2)) as paid_amount,
        cast(null as {{ dbt.type_string() }}) as date_basis,
        cast(null as bigint) as merged_text_id,
        cast(null as bigint) as merged_mail_id,
        cast(null as bigint) as merged_task_note_id

    from messages
    where communication_id is null

),

united as (

    select * from noted

    union all

    select * from alone

),

final as (

    select
        practice_id,
        source_table,
        source_id,
        patient_id,
        account_id,
        user_id,
        channel,
        direction,
        is_automatic_source,
        delivery_status,
        -- what can have carried a statement: a message that says so, or an e-mail that only people wrote down
        coalesce(
            is_statement,
            source_table = 'commlog'
            and channel = 'email'
            and direction = 'outbound'
            and contact_outcome = 'no_live_contact'
        ) as is_statement_message,
        communicated_at,
        task_id,
        contact_outcome,
        promised_amount,
        promised_date,
        follow_up_date,
        paid_amount,
        date_basis,
        merged_text_id,
        merged_mail_id,
        merged_task_note_id

    from united

)

select * from final
