-- Grain: payment split or posted claim procedure with money on it, + for money that came in.
-- What is cash, what it is for and when it was there, what of it the ledger leaves out and why, and the dates by which
-- OpenDental's reports show it.

with

candidates as (

    select * from {{ ref('int_ar_ledger_candidates') }}

),

special_splits as (

    select * from {{ ref('int_cash_special_splits') }}

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

keyed as (

    select
        ledger_line_id as cash_line_id,
        practice_id,
        account_id,
        patient_id,
        clinic_id,
        provider_id,
        payer_id,
        line_kind = 'insurance_payment' as is_from_insurer,
        -- as parts of a key: a condition on one side of a join makes engines compare all with all
        case when line_kind = 'patient_payment' then source_id end as payment_split_id,
        case when line_kind = 'insurance_payment' then source_id end as claim_procedure_id,
        payment_id,
        claim_payment_id,
        payment_plan_id,
        procedure_id,
        payment_method,
        ledger_date,
        aging_date as cash_date,
        service_date,
        cast(-amount as decimal(18, 2)) as amount,
        is_transfer,
        edited_at,
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

described as (

    select
        keyed.*,
        case
            when keyed.is_from_insurer then 'insurance'
            when keyed.payment_method = 'agency' or special_splits.is_known_to_agency then 'agency'
            -- an instalment, or a card that is charged by schedule
            when
                keyed.payment_plan_id is not null
                or special_splits.payment_plan_charge_id is not null
                or coalesce(payments.is_recurring_card_charge, false)
                then 'plan'
            when special_splits.unearned_type_id is not null then 'prepayment'
            else 'account'
        end as purpose,
        case
            when special_splits.adjustment_id is not null then 'adjustment'
            when not keyed.is_from_insurer and keyed.procedure_id is not null then 'procedure'
        end as named_table,
        case
            when not keyed.is_from_insurer then coalesce(special_splits.adjustment_id, keyed.procedure_id)
        end as named_id,
        case
            when not keyed.is_from_insurer then coalesce(payments.patient_id, keyed.patient_id)
        end as payer_patient_id,
        -- rows know when they were last edited: on the day itself, the money was there by then
        case
            when not keyed.is_from_insurer
                then
                    least(
                        case when cast(keyed.edited_at as date) = keyed.ledger_date then keyed.edited_at end,
                        case when cast(payments.edited_at as date) = keyed.ledger_date then payments.edited_at end
                    )
        end as cash_at,
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
    left join special_splits on keyed.payment_split_id = special_splits.payment_split_id

),

lines as (

    select
        cash_line_id,
        practice_id,
        account_id,
        patient_id,
        payer_patient_id,
        clinic_id,
        provider_id,
        coalesce(payer_id, {{ unassigned_key('practice_id') }}) as payer_id,
        is_from_insurer,
        payment_split_id,
        payment_id,
        claim_procedure_id,
        case
            when is_from_insurer then 'insurance'
            when payment_plan_id is not null then 'payment_plan'
            when purpose = 'agency' then 'other'
            else 'patient'
        end as payment_source,
        purpose,
        {{ table_code('named_table') }} as named_code,
        named_id,
        payment_method,
        cash_date,
        cash_date > {{ as_of_date() }} as is_future_dated,
        cash_at,
        service_date,
        amount,
        ledger_treatment,
        is_transfer,
        not is_transfer and ledger_treatment <> 'not_posted' as is_cash,
        check_date,
        payment_date,
        claim_procedure_status

    from described

)

select * from lines
