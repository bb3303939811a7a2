-- Grain: statement that asks for money × account that it asks.

with

statements as (

    select * from {{ ref('stg_opendental__statements') }}
    where
        is_sent
        and not is_receipt
        and not is_invoice
        -- what a patient takes home from the desk
        and not (is_single_patient and is_payment_hidden)

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

addressed as (

    select
        statements.*,
        patients.guarantor_id as account_id

    from statements
    left join patients on statements.patient_id = patients.patient_id

),

-- a super statement asks every family of it that takes part
members as (

    select
        addressed.practice_id,
        addressed.statement_id,
        guarantors.guarantor_id as account_id,
        guarantors.patient_id,
        addressed.statement_type,
        false as is_single_patient,
        addressed.delivery_mode,
        addressed.sent_date

    from addressed
    inner join patients as guarantors on addressed.super_family_id = guarantors.super_family_id
    where
        guarantors.patient_id = guarantors.guarantor_id
        and guarantors.has_super_billing
        and guarantors.guarantor_id is distinct from addressed.account_id

),

bills as (

    select
        practice_id,
        statement_id,
        account_id,
        patient_id,
        statement_type,
        is_single_patient,
        delivery_mode,
        sent_date,
        true as is_recipient

    from addressed

    union all

    select
        practice_id,
        statement_id,
        account_id,
        patient_id,
        statement_type,
        is_single_patient,
        delivery_mode,
        sent_date,
        false as is_recipient

    from members

)

select * from bills
