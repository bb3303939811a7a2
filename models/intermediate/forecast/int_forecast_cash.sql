-- Grain: cash line: the service that it pays, the claim that it answers, and the day on which it was entered.

with

patient_cash as (

    select * from {{ ref('int_forecast_patient_cash') }}

),

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

claims as (

    select * from {{ ref('int_forecast_claims') }}

),

-- the row is as old as the claim; when it was received, it got an entry date of its own
insurer_cash as (

    select
        cash_lines.cash_line_id,
        cash_lines.practice_id,
        cash_lines.clinic_id,
        cast(null as bigint) as payment_plan_id,
        claim_procedures.claim_id,
        cash_lines.payment_source,
        coalesce(cash_lines.service_date, cash_lines.cash_date) as service_date,
        cash_lines.cash_date,
        coalesce(
            claim_procedures.entry_date,
            greatest(coalesce(claim_procedures.entered_date, cash_lines.cash_date), cash_lines.cash_date)
        ) as known_date,
        cash_lines.amount

    from cash_lines
    left join claim_procedures on cash_lines.claim_procedure_id = claim_procedures.claim_procedure_id
    where cash_lines.is_cash and cash_lines.is_from_insurer

),

paid as (

    select
        cash_line_id,
        practice_id,
        clinic_id,
        payment_plan_id,
        claim_id,
        payment_source,
        service_date,
        cash_date,
        known_date,
        amount

    from insurer_cash

    union all

    select
        cash_line_id,
        practice_id,
        clinic_id,
        payment_plan_id,
        cast(null as bigint) as claim_id,
        payment_source,
        service_date,
        cash_date,
        known_date,
        amount

    from patient_cash

),

answered as (

    select
        paid.cash_line_id,
        paid.practice_id,
        paid.clinic_id,
        claims.payer_id,
        paid.payment_plan_id,
        case
            when paid.payment_source in ('insurance', 'payment_plan') then paid.payment_source else 'patient'
        end as cash_stream,
        paid.service_date,
        paid.cash_date,
        paid.known_date,
        claims.answer_date,
        claims.answer_known_date,
        paid.amount

    from paid
    left join claims on paid.claim_id = claims.claim_id

)

select * from answered
