-- Grain: communication about a balance that a patient owes.

with

united_contacts as (

    select * from {{ ref('int_collection_united_contacts') }}

),

communications as (

    select * from {{ ref('stg_opendental__communications') }}

),

task_notes as (

    select * from {{ ref('stg_opendental__task_notes') }}

),

outbound_texts as (

    select * from {{ ref('stg_opendental__outbound_texts') }}

),

emails as (

    select * from {{ ref('stg_opendental__emails') }}

),

judged as (

    select
        united_contacts.*,
        -- Someone responsible for the balance was reached. Money can come without a word, who waits for an insurer may
        -- be a remark in the account, and a letter that promises nothing is a letter still: those count only where
        -- somebody was there or on the phone, or wrote to the office.
        (
            contact_outcome in ('promise_to_pay', 'payment_plan', 'refused', 'dispute', 'hardship')
            or (contact_outcome in ('payment_taken', 'insurance_pending') and channel in ('phone', 'in_person'))
            or (
                contact_outcome = 'no_commitment'
                and not (direction = 'outbound' and channel in ('text', 'email', 'portal', 'letter', 'fax'))
            )
        ) as is_live_contact,
        direction = 'outbound'
        and channel in ('phone', 'in_person')
        and source_table <> 'statement'
        and not {{ is_office_work('contact_outcome') }} as is_attempt,
        cast(communicated_at as date) as communication_date,
        -- where its text is
        case source_table when 'commlog' then source_id else merged_commlog_id end as worded_commlog_id,
        case source_table when 'tasknote' then source_id else merged_task_note_id end as worded_task_note_id,
        case source_table
            when 'smstomobile' then source_id
            when 'statement' then merged_text_id
        end as worded_text_id,
        case source_table
            when 'emailmessage' then source_id
            when 'statement' then merged_mail_id
        end as worded_mail_id

    from united_contacts

),

final as (

    select
        case judged.source_table
            when 'smstomobile' then 'text_out'
            when 'emailmessage' then 'email'
            else judged.source_table
        end
        || '-' || cast(judged.source_id as {{ dbt.type_string() }})
        -- a super statement is one to each of its families
        || coalesce('-' || cast(judged.member_account_id as {{ dbt.type_string() }}), '') as communication_key,
        judged.practice_id,
        judged.source_table,
        judged.source_id,
        judged.patient_id,
        judged.account_id,
        coalesce(judged.account_id, {{ unassigned_key('judged.practice_id') }}) as touched_key,
        judged.user_id,
        judged.channel,
        judged.direction,
        case
            when judged.source_table = 'statement' then 'statement'
            when judged.channel = 'in_person' or (judged.channel = 'phone' and judged.is_live_contact)
                then 'conversation'
            when judged.channel = 'phone' then 'call'
            when judged.channel in ('letter', 'fax') then 'letter'
            when judged.channel = 'unknown' then 'note'
            else 'message'
        end as communication_type,
        judged.direction = 'outbound'
        and judged.channel <> 'in_person'
        and (judged.user_id is null or judged.is_automatic_source) as is_automated,
        case
            when judged.delivery_status = 'failed' or judged.contact_outcome = 'wrong_number' then 'failed'
            when judged.direction = 'inbound' or judged.is_live_contact then 'delivered'
            when judged.delivery_status is not null then judged.delivery_status
            when judged.direction = 'outbound' and judged.channel not in ('phone', 'unknown') then 'sent'
            else 'unknown'
        end as delivery_status,
        judged.communicated_at,
        judged.communication_date,
        coalesce(judged.communicated_at <> cast(judged.communication_date as timestamp), false) as has_known_time,
        judged.task_id,
        judged.contact_outcome,
        judged.promised_amount,
        judged.promised_date,
        judged.follow_up_date,
        judged.paid_amount,
        judged.date_basis,
        judged.is_attempt,
        judged.is_live_contact,
        judged.direction = 'outbound'
        and (judged.channel in ('text', 'email', 'portal', 'letter', 'fax') or judged.source_table = 'statement')
        and judged.contact_outcome not in (
            'agency', 'account_adjusted', 'legal_stop', 'payment_taken', 'wrong_number'
        ) as is_notice,
        judged.merged_text_id,
        judged.merged_mail_id,
        judged.merged_commlog_id,
        judged.merged_task_note_id,
        case
            when communications.note_text is not null and task_notes.note_text is not null
                then communications.note_text || chr(10) || task_notes.note_text
            else coalesce(
                communications.note_text, task_notes.note_text, outbound_texts.message_text, emails.subject
            )
        end as content_text

    from judged
    left join communications on judged.worded_commlog_id = communications.communication_id
    left join task_notes on judged.worded_task_note_id = task_notes.task_note_id
    left join outbound_texts on judged.worded_text_id = outbound_texts.outbound_text_id
    left join emails on judged.worded_mail_id = emails.email_id

)

select * from final
