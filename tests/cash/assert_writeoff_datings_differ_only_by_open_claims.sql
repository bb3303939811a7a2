-- Over all time the three datings of write-offs add up to the same, but for open claims and dates that have not come.

with

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

snapshots as (

    select * from {{ ref('stg_opendental__claim_snapshots') }}

),

-- OpenDental makes one for a claim procedure; were there more, its report would count the procedure as often
first_snapshots as (

    select min(claim_snapshot_id) as claim_snapshot_id
    from snapshots
    group by claim_procedure_id

),

claim_snapshots as (

    select snapshots.*

    from snapshots
    inner join first_snapshots on snapshots.claim_snapshot_id = first_snapshots.claim_snapshot_id

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
        coalesce(cast(claim_snapshots.entered_at as date), {{ blank_date() }}) > {{ as_of_date() }} as is_future_claim,
        coalesce(claim_procedures.writeoff_amount, 0) as writeoff_amount,
        coalesce(claim_snapshots.writeoff_estimate_amount, 0) as estimated_amount

    from claim_procedures
    left join claim_snapshots on claim_procedures.claim_procedure_id = claim_snapshots.claim_procedure_id
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
