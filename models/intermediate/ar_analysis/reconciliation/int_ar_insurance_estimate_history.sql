-- Grain: practice × month-end. InsEst as OpenDental looks back at it.

with

claim_procedures as (

    select * from {{ ref('int_ar_counted_claim_procedures') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

estimates as (

    select
        claim_procedures.practice_id,
        coalesce(claim_procedures.procedure_date, {{ blank_date() }}) as service_date,
        case
            when claim_procedures.claim_procedure_status = 'received'
                then coalesce(claim_procedures.payment_date, {{ blank_date() }})
        end as answered_date,
        claim_procedures.has_estimate_subcents,
        coalesce(claim_procedures.insurance_estimate_amount, 0)
        + coalesce(claim_procedures.writeoff_amount, 0) as amount

    from claim_procedures
    inner join patients on claim_procedures.patient_id = patients.patient_id
    where
        claim_procedures.claim_procedure_status in ('not_received', 'received')
        and claim_procedures.is_on_counted_procedure

),

-- an estimate stands from the service until the insurer's answer
spans as (

    select
        practice_id,
        {{ month_end('service_date') }} as from_month,
        {{ month_end('answered_date') }} as until_month,
        sum(amount) as insurance_estimate,
        sum(case when has_estimate_subcents then 1 else 0 end) as subcent_row_count

    from estimates
    where answered_date is null or answered_date > service_date
    group by
        practice_id,
        {{ month_end('service_date') }},
        {{ month_end('answered_date') }}

),

history as (

    {{ stood_at_month_ends(
        'spans', {'insurance_estimate': 'decimal(18, 2)', 'subcent_row_count': 'bigint'}
    ) }}

)

select * from history
