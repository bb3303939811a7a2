-- Grain: text or e-mail about a balance that a patient owes, with the commlog that tells of the same message.

with

texts as (

    select * from {{ ref('int_collection_texts') }}

),

emails as (

    select * from {{ ref('int_collection_emails') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

final as (

    select
        texts.practice_id,
        texts.source_table,
        texts.source_id,
        texts.patient_id,
        patients.guarantor_id as account_id,
        cast(null as bigint) as user_id,
        'text' as channel,
        texts.direction,
        texts.delivery_status,
        texts.messaged_at,
        cast(texts.messaged_at as date) as message_date,
        texts.is_statement,
        texts.communication_id

    from texts
    left join patients on texts.patient_id = patients.patient_id

    union all

    select
        practice_id,
        source_table,
        source_id,
        patient_id,
        account_id,
        user_id,
        channel,
        direction,
        delivery_status,
        messaged_at,
        cast(messaged_at as date) as message_date,
        is_statement,
        communication_id

    from emails

)

select * from final
