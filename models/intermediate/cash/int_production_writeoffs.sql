-- Grain: day × practice × clinic × provider × how write-offs are dated. What insurers' write-offs take off production.
-- OpenDental's reports know three ways: when the insurer answered, on the day of service (estimates of claims that are
-- still open included), or as first estimated when the claim was made, with the change when the insurer answered.

with

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

estimates as (

    select * from {{ ref('int_production_writeoff_estimates') }}

),

writeoffs as (

    select
        claim_procedures.practice_id,
        claim_procedures.clinic_id,
        claim_procedures.provider_id,
        claim_procedures.claim_procedure_status in ('received', 'supplemental') as is_answered,
        coalesce(claim_procedures.payment_date, {{ blank_date() }}) as answered_date,
        coalesce(claim_procedures.procedure_date, {{ blank_date() }}) as procedure_date,
        coalesce(claim_procedures.writeoff_amount, 0) as writeoff_amount,
        estimates.estimated_date,
        coalesce(estimates.estimated_amount, 0) as estimated_amount

    from claim_procedures
    left join estimates on claim_procedures.claim_procedure_id = estimates.claim_procedure_id
    where claim_procedures.claim_procedure_status in ('received', 'supplemental', 'not_received')

),

dated as (

    select
        practice_id,
        clinic_id,
        provider_id,
        'insurance_payment_date' as writeoff_dating,
        answered_date as production_date,
        -writeoff_amount as amount

    from writeoffs
    where is_answered and writeoff_amount <> 0

    union all

    select
        practice_id,
        clinic_id,
        provider_id,
        'procedure_date' as writeoff_dating,
        procedure_date as production_date,
        -writeoff_amount as amount

    from writeoffs
    where writeoff_amount <> 0

    union all

    select
        practice_id,
        clinic_id,
        provider_id,
        'claim_date' as writeoff_dating,
        estimated_date as production_date,
        -estimated_amount as amount

    from writeoffs
    where estimated_amount <> 0

    union all

    select
        practice_id,
        clinic_id,
        provider_id,
        'claim_date' as writeoff_dating,
        answered_date as production_date,
        estimated_amount - writeoff_amount as amount

    from writeoffs
    where is_answered and estimated_amount <> writeoff_amount

),

summed as (

    select
        practice_id,
        clinic_id,
        provider_id,
        writeoff_dating,
        production_date,
        cast(sum(amount) as decimal(18, 2)) as amount

    from dated
    where production_date <= {{ as_of_date() }}
    group by practice_id, clinic_id, provider_id, writeoff_dating, production_date

)

select * from summed
