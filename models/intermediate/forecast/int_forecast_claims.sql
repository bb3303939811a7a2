-- Grain: claim: what was asked of whom and when, and the answer that was entered first.

with

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

insurance_plans as (

    select * from {{ ref('stg_opendental__insurance_plans') }}

),

asked as (

    select
        claim_procedures.practice_id,
        claim_procedures.claim_id,
        claim_procedures.clinic_id,
        insurance_plans.carrier_id as payer_id,
        claim_procedures.claim_procedure_status,
        claim_procedures.procedure_date,
        claim_procedures.payment_date,
        claim_procedures.entry_date,
        claim_procedures.entered_date,
        claim_procedures.insurance_estimate_amount

    from claim_procedures
    left join insurance_plans on claim_procedures.insurance_plan_id = insurance_plans.insurance_plan_id
    where
        claim_procedures.claim_id is not null
        and claim_procedures.claim_procedure_status in ('received', 'not_received')

),

claims as (

    select
        practice_id,
        claim_id,
        max(clinic_id) as clinic_id,
        max(payer_id) as payer_id,
        coalesce(min(entered_date), min(procedure_date)) as sent_date,
        min(procedure_date) as service_date,
        sum(coalesce(insurance_estimate_amount, 0)) as estimate_amount

    from asked
    group by practice_id, claim_id

),

-- the row is as old as the claim; when it was received, it got an entry date of its own
answers as (

    select
        claim_id,
        payment_date as answer_date,
        coalesce(entry_date, greatest(coalesce(entered_date, payment_date), payment_date)) as answer_known_date

    from asked
    where claim_procedure_status = 'received'

),

-- an answer that was entered later must not move the one that was there
placed_answers as (

    select
        answers.*,
        row_number() over (
            partition by claim_id order by answer_known_date nulls last, answer_date nulls last
        ) as place

    from answers

),

answered as (

    select
        claims.claim_id,
        claims.practice_id,
        claims.clinic_id,
        claims.payer_id,
        claims.service_date,
        claims.sent_date,
        placed_answers.answer_date,
        placed_answers.answer_known_date,
        cast(claims.estimate_amount as decimal(18, 2)) as estimate_amount

    from claims
    left join placed_answers on claims.claim_id = placed_answers.claim_id and placed_answers.place = 1
    where claims.sent_date is not null

)

select * from answered
