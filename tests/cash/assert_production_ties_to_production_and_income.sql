-- OpenDental's Production & Income report (monthly), computed from its own tables: production by date of service less
-- capitation write-offs, adjustments by their date, write-offs by each of the three datings.

with

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

adjustments as (

    select * from {{ ref('stg_opendental__adjustments') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

estimates as (

    select * from {{ ref('int_production_writeoff_estimates') }}

),

production as (

    select * from {{ ref('fct_production_daily') }}

),

capitation as (

    select
        procedure_id,
        sum(writeoff_amount) as writeoff_amount

    from claim_procedures
    where claim_procedure_status = 'capitation_complete'
    group by procedure_id

),

estimated as (

    select
        claim_procedures.clinic_id,
        claim_procedures.provider_id,
        claim_procedures.payment_date,
        claim_procedures.claim_procedure_status,
        claim_procedures.writeoff_amount,
        estimates.estimated_date,
        coalesce(estimates.estimated_amount, 0) as estimated_amount

    from claim_procedures
    left join estimates on claim_procedures.claim_procedure_id = estimates.claim_procedure_id
    where claim_procedures.claim_procedure_status in ('received', 'supplemental', 'not_received')

),

reported as (

    select
        'production' as figure,
        procedures.procedure_date as report_date,
        procedures.clinic_id,
        procedures.provider_id,
        coalesce(procedures.charge_amount, 0) - coalesce(capitation.writeoff_amount, 0) as reported_amount

    from procedures
    left join capitation on procedures.procedure_id = capitation.procedure_id
    where procedures.procedure_status = 'complete'

    union all

    select
        'adjustments' as figure,
        adjustment_date as report_date,
        clinic_id,
        provider_id,
        adjustment_amount as reported_amount

    from adjustments

    union all

    select
        'writeoffs by insurance payment date' as figure,
        payment_date as report_date,
        clinic_id,
        provider_id,
        -writeoff_amount as reported_amount

    from claim_procedures
    where claim_procedure_status in ('received', 'supplemental')

    union all

    select
        'writeoffs by procedure date' as figure,
        procedure_date as report_date,
        clinic_id,
        provider_id,
        -writeoff_amount as reported_amount

    from claim_procedures
    where claim_procedure_status in ('received', 'supplemental', 'not_received')

    union all

    select
        'writeoffs by claim date' as figure,
        estimated_date as report_date,
        clinic_id,
        provider_id,
        -estimated_amount as reported_amount

    from estimated
    where estimated_amount <> 0

    union all

    select
        'writeoffs by claim date' as figure,
        payment_date as report_date,
        clinic_id,
        provider_id,
        -(writeoff_amount - estimated_amount) as reported_amount

    from estimated
    where claim_procedure_status in ('received', 'supplemental')

),

figures as (

    select
        figure,
        coalesce(report_date, {{ blank_date() }}) as figure_date,
        clinic_id,
        provider_id,
        coalesce(reported_amount, 0) as reported_amount,
        0 as fact_amount

    from reported
    where coalesce(report_date, {{ blank_date() }}) <= {{ as_of_date() }}

    {% for figure, amount in {
        'production': 'gross_production_amount',
        'adjustments': 'discount_amount + adjustment_amount',
        'writeoffs by insurance payment date': 'writeoff_insurance_date_amount',
        'writeoffs by procedure date': 'writeoff_procedure_date_amount',
        'writeoffs by claim date': 'writeoff_claim_date_amount',
    }.items() -%}
    union all

    select
        '{{ figure }}' as figure,
        production_date as figure_date,
        clinic_id,
        provider_id,
        0 as reported_amount,
        {{ amount }} as fact_amount

    from production

    {% endfor %}
)

select
    figure,
    figure_date,
    clinic_id,
    provider_id,
    sum(reported_amount) as reported_amount,
    sum(fact_amount) as fact_amount

from figures
group by figure, figure_date, clinic_id, provider_id
having sum(reported_amount) <> sum(fact_amount)
