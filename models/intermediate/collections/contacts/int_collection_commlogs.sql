-- Grain: commlog about a balance that a patient owes.

with

communications as (

    select * from {{ ref('stg_opendental__communications') }}

),

facts as (

    select * from {{ ref('int_collection_note_facts') }}
    where source_table = 'commlog' and is_collection

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

joined as (

    select
        communications.practice_id,
        communications.communication_id,
        communications.patient_id,
        patients.guarantor_id as account_id,
        communications.user_id,
        communications.communication_mode,
        communications.direction as recorded_direction,
        communications.communication_source,
        communications.communicated_at,
        -- OpenDental writes the commlog of a text itself, in these words
        coalesce(communications.note_text like 'Text message sent: %', false) as is_sent_text,
        coalesce(communications.note_text like 'Text message received: %', false) as is_received_text,
        case
            when communications.note_text like 'Text message sent: %' then md5(communications.note_text)
        end as sent_text_hash,
        facts.contact_outcome,
        facts.promised_amount,
        facts.promised_date,
        facts.follow_up_date,
        facts.paid_amount,
        facts.date_basis

    from communications
    inner join facts on communications.communication_id = facts.source_id
    left join patients on communications.patient_id = patients.patient_id

),

channelled as (

    select
        joined.*,
        case
            when is_sent_text or is_received_text then 'text'
            when communication_mode in ('email', 'email_and_text') then 'email'
            when communication_mode in ('phone', 'phone_and_text') then 'phone'
            when communication_mode = 'mail' then 'letter'
            when communication_mode in ('in_person', 'text', 'fax') then communication_mode
            else 'unknown'
        end as channel

    from joined

),

final as (

    select
        practice_id,
        communication_id,
        patient_id,
        account_id,
        user_id,
        channel,
        -- OpenDental proposes "received", and many leave it so: what the note says counts first
        case
            when is_sent_text then 'outbound'
            when is_received_text then 'inbound'
            -- who calls or writes to the office is reached: what reached nobody is the office's own
            when channel <> 'unknown' and contact_outcome in ('no_live_contact', 'wrong_number') then 'outbound'
            -- money that comes by mail comes from the patient
            when channel in ('letter', 'fax') and contact_outcome = 'payment_taken' then 'inbound'
            when recorded_direction = 'sent' then 'outbound'
            when recorded_direction = 'received' then 'inbound'
            else 'unknown'
        end as direction,
        communication_source not in ('user', 'not_recorded', 'supplemental_backup', 'unmapped') as is_automatic_source,
        communicated_at,
        cast(communicated_at as date) as communication_date,
        sent_text_hash,
        contact_outcome,
        promised_amount,
        promised_date,
        follow_up_date,
        paid_amount,
        date_basis

    from channelled

)

select * from final
