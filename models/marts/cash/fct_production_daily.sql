-- Grain: day × practice × clinic × provider of production.

{% set amounts = [
    'gross_production_amount', 'capitation_writeoff_amount', 'discount_amount', 'adjustment_amount',
    'non_production_adjustment_amount', 'writeoff_insurance_date_amount', 'writeoff_procedure_date_amount',
    'writeoff_claim_date_amount', 'writeoff_amount',
] -%}

with

candidates as (

    select * from {{ ref('int_ar_ledger_candidates') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

adjustment_kinds as (

    select * from {{ ref('int_adjustment_kinds') }}

),

writeoffs as (

    select * from {{ ref('int_production_writeoffs') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

charges_and_adjustments as (

    select
        candidates.practice_id,
        candidates.clinic_id,
        candidates.provider_id,
        candidates.aging_date as production_date,
        case
            when candidates.line_kind = 'procedure' then 'gross'
            else coalesce(adjustment_kinds.production_movement, 'adjustment')
        end as movement,
        candidates.amount

    from candidates
    left join adjustment_kinds on candidates.adjustment_type_id = adjustment_kinds.adjustment_type_id
    where
        candidates.line_kind in ('procedure', 'adjustment')
        and candidates.exclusion_rule is null
        -- OpenDental's reports ask for no patient
        and coalesce(candidates.quarantine_reason, 'patient_missing') = 'patient_missing'

),

-- an insurer that pays by the head has the fee taken off at once
capitation as (

    select
        procedures.practice_id,
        procedures.clinic_id,
        procedures.provider_id,
        coalesce(procedures.procedure_date, {{ blank_date() }}) as production_date,
        'capitation' as movement,
        -claim_procedures.writeoff_amount as amount

    from claim_procedures
    inner join procedures on claim_procedures.procedure_id = procedures.procedure_id
    where
        claim_procedures.claim_procedure_status = 'capitation_complete'
        and claim_procedures.writeoff_amount <> 0
        and procedures.procedure_status = 'complete'

),

chosen_writeoffs as (

    select
        writeoffs.practice_id,
        writeoffs.clinic_id,
        writeoffs.provider_id,
        writeoffs.production_date,
        'chosen' as movement,
        writeoffs.amount

    from writeoffs
    inner join settings
        on writeoffs.practice_id = settings.practice_id
        and writeoffs.writeoff_dating = settings.writeoff_dating

),

moves as (

    select * from charges_and_adjustments
    union all
    select * from capitation
    union all
    select * from chosen_writeoffs
    union all
    select
        practice_id,
        clinic_id,
        provider_id,
        production_date,
        writeoff_dating as movement,
        amount

    from writeoffs

),

summed as (

    select
        production_date,
        practice_id,
        clinic_id,
        provider_id,
        sum(case when movement in ('gross', 'capitation') then amount else 0 end) as gross_production_amount,
        sum(case when movement = 'capitation' then amount else 0 end) as capitation_writeoff_amount,
        sum(case when movement = 'discount' then amount else 0 end) as discount_amount,
        sum(case when movement in ('adjustment', 'non_production') then amount else 0 end) as adjustment_amount,
        sum(case when movement = 'non_production' then amount else 0 end) as non_production_adjustment_amount,
        sum(case when movement = 'insurance_payment_date' then amount else 0 end) as writeoff_insurance_date_amount,
        sum(case when movement = 'procedure_date' then amount else 0 end) as writeoff_procedure_date_amount,
        sum(case when movement = 'claim_date' then amount else 0 end) as writeoff_claim_date_amount,
        sum(case when movement = 'chosen' then amount else 0 end) as writeoff_amount

    from moves
    where production_date <= {{ as_of_date() }}
    group by production_date, practice_id, clinic_id, provider_id

),

production as (

    select
        production_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        cast(provider_id as bigint) as provider_id,
        {%- for amount in amounts %}
        cast({{ amount }} as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        cast(
            gross_production_amount + discount_amount + adjustment_amount + writeoff_amount as decimal(18, 2)
        ) as net_production_amount

    from summed

)

select * from production
