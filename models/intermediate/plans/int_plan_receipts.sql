-- Grain: payment split, or line of an insurance claim, that paid towards a payment plan that exists.
-- Hidden prepayments are not here: they count when a transfer puts them on the plan.

with

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

hidden_types as (

    select * from {{ ref('int_ar_hidden_unearned_types') }}

),

paid_by_patients as (

    select
        plans.payment_plan_id,
        'paysplit' as source_table,
        splits.payment_split_id as source_id,
        splits.split_date as receipt_date,
        splits.split_amount as amount

    from splits
    inner join plans on splits.payment_plan_id = plans.payment_plan_id
    left join hidden_types on splits.unearned_type_id = hidden_types.unearned_type_id
    where not plans.is_insurance_plan and hidden_types.unearned_type_id is null and splits.split_amount <> 0

),

paid_by_insurers as (

    select
        plans.payment_plan_id,
        'claimproc' as source_table,
        claim_procedures.claim_procedure_id as source_id,
        claim_procedures.payment_date as receipt_date,
        claim_procedures.insurance_paid_amount as amount

    from claim_procedures
    inner join plans on claim_procedures.payment_plan_id = plans.payment_plan_id
    where
        plans.is_insurance_plan
        -- as OpenDental sums it: the line by which a capitation plan takes the fee off pays no instalment
        and claim_procedures.is_posted
        and claim_procedures.claim_procedure_status <> 'capitation_complete'
        and claim_procedures.insurance_paid_amount <> 0

),

receipts as (

    select * from paid_by_patients
    union all
    select * from paid_by_insurers

)

select
    receipts.payment_plan_id,
    plans.practice_id,
    receipts.source_table,
    receipts.source_id,
    coalesce(receipts.receipt_date, {{ blank_date() }}) as receipt_date,
    coalesce(receipts.receipt_date, {{ blank_date() }}) > {{ as_of_date() }} as is_future_dated,
    receipts.amount

from receipts
inner join plans on receipts.payment_plan_id = plans.payment_plan_id
