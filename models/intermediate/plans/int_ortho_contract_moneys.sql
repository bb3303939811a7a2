-- Grain: orthodontic contract × kind of money: what its procedures produced and what was posted on them.

with

contract_procedures as (

    select * from {{ ref('int_ortho_contract_procedures') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

adjustments as (

    select * from {{ ref('stg_opendental__adjustments') }}

),

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

hidden_types as (

    select * from {{ ref('int_ar_hidden_unearned_types') }}

),

claim_lines as (

    select
        claim_procedures.claim_id,
        claim_procedures.procedure_id,
        claim_procedures.claim_procedure_status,
        claim_procedures.is_posted,
        claim_procedures.payment_date,
        claim_procedures.insurance_paid_amount,
        claim_procedures.insurance_estimate_amount,
        claim_procedures.writeoff_amount,
        contract_procedures.contract_id

    from claim_procedures
    left join contract_procedures on claim_procedures.procedure_id = contract_procedures.procedure_id

),

-- an insurer that pays a claim as a whole names no procedure
claim_contracts as (

    select
        claim_id,
        min(contract_id) as contract_id

    from claim_lines
    where claim_id is not null and contract_id is not null
    group by claim_id

),

insurance_lines as (

    select
        claim_lines.*,
        coalesce(
            claim_lines.contract_id, case when claim_lines.procedure_id is null then claim_contracts.contract_id end
        ) as owner_id

    from claim_lines
    left join claim_contracts on claim_lines.claim_id = claim_contracts.claim_id

),

posted as (

    select
        owner_id as contract_id,
        coalesce(insurance_paid_amount, 0) as insurance_paid_amount,
        coalesce(writeoff_amount, 0) as writeoff_amount

    from insurance_lines
    where
        owner_id is not null
        and is_posted
        and coalesce(payment_date, {{ blank_date() }}) <= {{ as_of_date() }}

),

moneys as (

    select
        contract_id,
        'produced' as money_kind,
        charge_amount as amount
    from contract_procedures
    where is_done

    union all

    select
        contract_id,
        'procedures' as money_kind,
        charge_amount as amount
    from contract_procedures

    union all

    select
        contract_id,
        'insurance_paid' as money_kind,
        insurance_paid_amount as amount
    from posted

    union all

    select
        contract_id,
        'writeoff' as money_kind,
        writeoff_amount as amount
    from posted

    union all

    select
        owner_id as contract_id,
        'insurance_expected' as money_kind,
        coalesce(insurance_estimate_amount, 0) as amount
    from insurance_lines
    where owner_id is not null and claim_procedure_status = 'not_received'

    union all

    select
        contract_procedures.contract_id,
        'adjustment' as money_kind,
        adjustments.adjustment_amount as amount
    from adjustments
    inner join contract_procedures on adjustments.procedure_id = contract_procedures.procedure_id
    where coalesce(adjustments.adjustment_date, {{ blank_date() }}) <= {{ as_of_date() }}

    union all

    -- what was paid towards a plan, the plan's own figures tell
    select
        contract_procedures.contract_id,
        'patient_paid_outside_plans' as money_kind,
        splits.split_amount as amount
    from splits
    inner join contract_procedures on splits.procedure_id = contract_procedures.procedure_id
    left join hidden_types on splits.unearned_type_id = hidden_types.unearned_type_id
    where
        splits.payment_plan_id is null
        and hidden_types.unearned_type_id is null
        and coalesce(splits.split_date, {{ blank_date() }}) <= {{ as_of_date() }}

),

summed as (

    select
        contract_id,
        money_kind,
        cast(sum(coalesce(amount, 0)) as decimal(18, 2)) as amount

    from moneys
    group by contract_id, money_kind

)

select * from summed
