-- Grain: payment split or posted claim procedure with money on it, + for money that came in.
-- What is cash, what of it the ledger leaves out and why, and the dates by which OpenDental's reports show it.

with

candidates as (

    select * from {{ ref('int_ar_ledger_candidates') }}

),

payments as (

    select * from {{ ref('stg_opendental__payments') }}

),

claim_payments as (

    select * from {{ ref('stg_opendental__claim_payments') }}

),

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

cash_splits as (

    select * from {{ ref('int_collection_cash_splits') }}

),

agency_splits as (

    select payment_split_id

    from cash_splits
    where split_purpose = 'agency'

),

treated as (

    select
        candidates.*,
        case
            when is_in_ledger then 'in_ledger'
            when exclusion_rule = 'hidden_unearned' then 'hidden_prepayment'
            when
                exclusion_rule in (
                    'plan_payment_outside_account', 'insurance_plan_payment', 'procedure_not_complete'
                )
                then exclusion_rule
            when exclusion_rule is null and quarantine_reason = 'patient_missing' then 'patient_missing'
            else 'not_posted'
        end as ledger_treatment

    from candidates
    where line_kind in ('insurance_payment', 'patient_payment') and amount <> 0

),

keyed as (

    select
        treated.*,
        line_kind = 'insurance_payment' as is_from_insurer,
        -- as parts of a key: a condition on one side of a join makes engines compare all with all
        case when line_kind = 'patient_payment' then source_id end as payment_split_id,
        case when line_kind = 'insurance_payment' then source_id end as claim_procedure_id

    from treated

),

lines as (

    select
        keyed.ledger_line_id as cash_line_id,
        keyed.practice_id,
        keyed.account_id,
        keyed.patient_id,
        keyed.clinic_id,
        keyed.provider_id,
        coalesce(keyed.payer_id, {{ unassigned_key('keyed.practice_id') }}) as payer_id,
        keyed.is_from_insurer,
        keyed.payment_split_id,
        keyed.claim_procedure_id,
        case
            when keyed.payment_plan_id is not null then 'payment_plan'
            when keyed.is_from_insurer then 'insurance'
            when agency_splits.payment_split_id is not null then 'other'
            else 'patient'
        end as payment_source,
        keyed.payment_method,
        keyed.aging_date as cash_date,
        keyed.aging_date > {{ as_of_date() }} as is_future_dated,
        keyed.service_date,
        cast(-keyed.amount as decimal(18, 2)) as amount,
        keyed.ledger_treatment,
        keyed.is_transfer,
        not keyed.is_transfer and keyed.ledger_treatment <> 'not_posted' as is_cash,
        -- where OpenDental's reports have the line: by the check's date, or the payment's
        case
            when claim_payments.claim_payment_id is not null
                then coalesce(claim_payments.check_date, {{ blank_date() }})
        end as check_date,
        case
            when payments.payment_id is not null then coalesce(payments.payment_date, {{ blank_date() }})
        end as payment_date,
        claim_procedures.claim_procedure_status

    from keyed
    left join payments on keyed.payment_id = payments.payment_id
    left join claim_payments on keyed.claim_payment_id = claim_payments.claim_payment_id
    left join claim_procedures on keyed.claim_procedure_id = claim_procedures.claim_procedure_id
    left join agency_splits on keyed.payment_split_id = agency_splits.payment_split_id

)

select * from lines
