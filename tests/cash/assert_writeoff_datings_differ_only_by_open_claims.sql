-- Over all time the three datings of write-offs add up to the same, but for open claims and dates that have not come.

with

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

estimates as (

    select * from {{ ref('int_production_writeoff_estimates') }}

),

production as (

    select * from {{ ref('fct_production_daily') }}

),

unfinished as (

    select
        claim_procedures.practice_id,
        claim_procedures.claim_procedure_status = 'not_received'
        or coalesce(claim_procedures.payment_date, {{ blank_date() }}) > {{ as_of_date() }} as is_unanswered,
        coalesce(claim_procedures.procedure_date, {{ blank_date() }}) > {{ as_of_date() }} as is_future_service,
        coalesce(estimates.estimated_date, {{ blank_date() }}) > {{ as_of_date() }} as is_future_claim,
        coalesce(claim_procedures.writeoff_amount, 0) as writeoff_amount,
        coalesce(estimates.estimated_amount, 0) as estimated_amount

    from claim_procedures
    left join estimates on claim_procedures.claim_procedure_id = estimates.claim_procedure_id
    where claim_procedures.claim_procedure_status in ('received', 'supplemental', 'not_received')

),

finished as (

    -- what the datings share is counted once the insurer has answered
    select
        practice_id,
        sum(writeoff_insurance_date_amount) as by_insurance_date,
        sum(writeoff_procedure_date_amount) as by_procedure_date,
        sum(writeoff_claim_date_amount) as by_claim_date

    from production
    group by practice_id

    union all

    select
        practice_id,
        cast(0 as decimal(18, 2)) as by_insurance_date,
        sum(
            case when is_unanswered and not is_future_service then writeoff_amount else 0 end
            - case when not is_unanswered and is_future_service then writeoff_amount else 0 end
        ) as by_procedure_date,
        sum(
            case when is_unanswered and not is_future_claim then estimated_amount else 0 end
            - case when not is_unanswered and is_future_claim then estimated_amount else 0 end
        ) as by_claim_date

    from unfinished
    group by practice_id

)

select
    practice_id,
    sum(by_insurance_date) as by_insurance_date,
    sum(by_procedure_date) as by_procedure_date,
    sum(by_claim_date) as by_claim_date

from finished
group by practice_id
having
    sum(by_insurance_date) <> sum(by_procedure_date)
    or sum(by_insurance_date) <> sum(by_claim_date)
