{{ config(materialized='ephemeral') }}
-- Grain: statement sent to a patient, with the e-mail or text that carried it.

with

statements as (

    select * from {{ ref('stg_opendental__statements') }}
    where is_sent and not is_receipt and not is_invoice

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

noted_messages as (

    select * from {{ ref('int_collection_noted_messages') }}
    where is_statement_carrier and account_id is not null

),

numbered_carriers as (

    select
        account_id,
        source_table,
        source_id,
        channel,
        cast(communicated_at as date) as carried_date,
        row_number() over (
            partition by account_id, cast(communicated_at as date)
            order by case channel when 'text' then 1 else 0 end, communicated_at, source_table, source_id
        ) as ordinal

    from noted_messages

),

numbered_statements as (

    select
        statements.practice_id,
        statements.statement_id,
        statements.patient_id,
        patients.guarantor_id as account_id,
        case statements.delivery_mode
            when 'email' then 'email'
            when 'in_person' then 'in_person'
            when 'mail' then 'letter'
            -- a clearing house prints and mails it
            when 'electronic' then 'letter'
            else 'unknown'
        end as channel,
        statements.sent_date,
        row_number() over (
            partition by patients.guarantor_id, statements.sent_date
            order by case statements.delivery_mode when 'email' then 0 else 1 end, statements.statement_id
        ) as ordinal

    from statements
    left join patients on statements.patient_id = patients.patient_id

),

matched as (

    select
        numbered_statements.*,
        numbered_carriers.source_table as carrier_table,
        numbered_carriers.source_id as carrier_id,
        numbered_carriers.channel as carrier_channel

    from numbered_statements
    left join numbered_carriers
        on numbered_statements.account_id = numbered_carriers.account_id
        and numbered_statements.sent_date = numbered_carriers.carried_date
        and numbered_statements.ordinal = numbered_carriers.ordinal

),

-- one carrier a statement, by their order; no e-mail carries a letter
final as (

    select
        practice_id,
        statement_id,
        patient_id,
        account_id,
        channel,
        sent_date,
        case when carrier_channel = 'text' or channel = 'email' then carrier_table end as carrier_table,
        case when carrier_channel = 'text' or channel = 'email' then carrier_id end as carrier_id

    from matched

)

select * from final
