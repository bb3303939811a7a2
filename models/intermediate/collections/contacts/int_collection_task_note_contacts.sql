-- Grain: task note of a contact about a balance that a patient owes, with the commlog that tells of the same contact.

with

task_notes as (

    select * from {{ ref('stg_opendental__task_notes') }}

),

facts as (

    select * from {{ ref('int_collection_note_facts') }}
    where source_table = 'tasknote' and is_collection

),

tasks as (

    select * from {{ ref('stg_opendental__tasks') }}

),

appointments as (

    select * from {{ ref('stg_opendental__appointments') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

commlogs as (

    select * from {{ ref('int_collection_commlogs') }}

),

contacts as (

    select
        task_notes.practice_id,
        task_notes.task_note_id,
        task_notes.task_id,
        coalesce(tasks.patient_id, appointments.patient_id) as patient_id,
        task_notes.user_id,
        task_notes.noted_at,
        cast(task_notes.noted_at as date) as noted_date,
        facts.contact_outcome,
        facts.promised_amount,
        facts.promised_date,
        facts.follow_up_date,
        facts.paid_amount,
        facts.date_basis

    from task_notes
    inner join facts on task_notes.task_note_id = facts.source_id
    left join tasks on task_notes.task_id = tasks.task_id
    left join appointments on tasks.appointment_id = appointments.appointment_id
    where
        not {{ is_office_work('facts.contact_outcome') }}
        and not coalesce(tasks.is_repeating_template, false)

),

numbered_contacts as (

    select
        contacts.*,
        patients.guarantor_id as account_id,
        row_number() over (
            partition by patients.guarantor_id, contacts.noted_date, contacts.user_id
            order by {{ outcome_rank('contacts.contact_outcome') }}, contacts.noted_at, contacts.task_note_id
        ) as ordinal

    from contacts
    left join patients on contacts.patient_id = patients.patient_id

),

-- what may tell of a call: no letter or message, and nothing that is only office work
numbered_commlogs as (

    select
        communication_id,
        account_id,
        communication_date,
        user_id,
        row_number() over (
            partition by account_id, communication_date, user_id
            order by {{ outcome_rank('contact_outcome') }}, communicated_at, communication_id
        ) as ordinal

    from commlogs
    where
        channel in ('phone', 'in_person', 'unknown')
        and not {{ is_office_work('contact_outcome') }}

),

-- the strongest outcome goes with the strongest: several contacts of a day are told in one order or the other
final as (

    select
        numbered_contacts.practice_id,
        numbered_contacts.task_note_id,
        numbered_contacts.task_id,
        numbered_contacts.patient_id,
        numbered_contacts.account_id,
        numbered_contacts.user_id,
        numbered_contacts.noted_at,
        numbered_contacts.contact_outcome,
        numbered_contacts.promised_amount,
        numbered_contacts.promised_date,
        numbered_contacts.follow_up_date,
        numbered_contacts.paid_amount,
        numbered_contacts.date_basis,
        numbered_commlogs.communication_id

    from numbered_contacts
    left join numbered_commlogs
        on numbered_contacts.account_id = numbered_commlogs.account_id
        and numbered_contacts.noted_date = numbered_commlogs.communication_date
        and numbered_contacts.user_id = numbered_commlogs.user_id
        and numbered_contacts.ordinal = numbered_commlogs.ordinal

)

select * from final
