{{ config(materialized='ephemeral') }}
-- Grain: cash line from a patient: the service that it pays, and the day on which it was entered.
-- What is entered later moves nothing that was known before: a line's service was entered by the line's own day.

with

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

payment_splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

visits as (

    select
        procedure_id,
        patient_id,
        procedure_date as service_date,
        coalesce(entry_date, procedure_date) as known_date

    from procedures
    where procedure_status = 'complete' and is_usable_amount and procedure_date is not null

),

named as (

    select
        cash_lines.cash_line_id,
        cash_lines.practice_id,
        cash_lines.patient_id,
        cash_lines.clinic_id,
        cash_lines.payment_split_id,
        cash_lines.payment_source,
        cash_lines.cash_date,
        cash_lines.amount,
        payment_splits.payment_plan_id,
        visits.service_date as named_service_date,
        coalesce(payment_splits.entry_date, cash_lines.cash_date) as known_date

    from cash_lines
    left join payment_splits on cash_lines.payment_split_id = payment_splits.payment_split_id
    left join visits on payment_splits.procedure_id = visits.procedure_id
    where cash_lines.is_cash and not cash_lines.is_from_insurer

),

-- what names no service pays the patient's last one that was entered by then
entries as (

    select
        patient_id,
        known_date,
        0 as entry_order,
        procedure_id as entry_id,
        service_date,
        cast(null as {{ dbt.type_string() }}) as cash_line_id

    from visits

    union all

    select
        patient_id,
        known_date,
        1 as entry_order,
        payment_split_id as entry_id,
        cast(null as date) as service_date,
        cash_line_id

    from named
    where named_service_date is null

),

last_services as (

    select
        cash_line_id,
        max(service_date) over (
            partition by patient_id order by known_date, entry_order, entry_id
            rows between unbounded preceding and current row
        ) as service_date

    from entries

),

served as (

    select
        named.cash_line_id,
        named.practice_id,
        named.clinic_id,
        named.payment_plan_id,
        named.payment_source,
        least(
            coalesce(named.named_service_date, last_services.service_date, named.cash_date),
            named.cash_date
        ) as service_date,
        named.cash_date,
        named.known_date,
        named.amount

    from named
    left join last_services on named.cash_line_id = last_services.cash_line_id

)

select * from served
