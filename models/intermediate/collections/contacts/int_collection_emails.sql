{{ config(materialized='ephemeral') }}
-- Grain: e-mail about a balance that a patient owes, with the commlog that tells of the same e-mail.

with

emails as (

    select * from {{ ref('stg_opendental__emails') }}

),

commlogs as (

    select * from {{ ref('int_collection_commlogs') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

sent_emails as (

    select
        emails.practice_id,
        emails.email_id,
        coalesce(emails.patient_id, emails.subject_patient_id) as patient_id,
        patients.guarantor_id as account_id,
        emails.user_id,
        emails.email_state,
        emails.message_type,
        emails.message_at,
        cast(emails.message_at as date) as message_date,
        row_number() over (
            partition by patients.guarantor_id, cast(emails.message_at as date)
            order by emails.message_at, emails.email_id
        ) as ordinal

    from emails
    left join patients on coalesce(emails.patient_id, emails.subject_patient_id) = patients.patient_id
    where
        emails.message_type in ('statement', 'message_to_pay')
        and emails.email_state in (
            'sent', 'webmail_sent', 'webmail_sent_read', 'direct_sent', 'secure_sent', 'send_failed'
        )

),

-- OpenDental writes no commlog of an e-mail; the people who sent it do
logged_emails as (

    select
        communication_id,
        account_id,
        communication_date,
        row_number() over (
            partition by account_id, communication_date order by communicated_at, communication_id
        ) as ordinal

    from commlogs
    where channel = 'email' and direction = 'outbound'

),

final as (

    select
        sent_emails.practice_id,
        'emailmessage' as source_table,
        sent_emails.email_id as source_id,
        sent_emails.patient_id,
        sent_emails.account_id,
        sent_emails.user_id,
        case
            when sent_emails.email_state in ('webmail_sent', 'webmail_sent_read') then 'portal'
            else 'email'
        end as channel,
        'outbound' as direction,
        case sent_emails.email_state
            when 'send_failed' then 'failed'
            when 'webmail_sent_read' then 'delivered'
            else 'sent'
        end as delivery_status,
        sent_emails.message_at as messaged_at,
        sent_emails.message_type = 'statement' as is_statement,
        logged_emails.communication_id

    from sent_emails
    left join logged_emails
        on sent_emails.account_id = logged_emails.account_id
        and sent_emails.message_date = logged_emails.communication_date
        and sent_emails.ordinal = logged_emails.ordinal

)

select * from final
