-- Grain: payment plan: what it took off the account and put onto it, what is owed outside the account because of
-- it, and its part of OpenDental's PayPlanDue. All by preference PayPlansVersion.

with

terms as (

    select * from {{ ref('int_plan_terms') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

receipts as (

    select * from {{ ref('int_plan_receipts') }}

),

due as (

    select * from {{ ref('int_plan_due_parts') }}

),

-- treatment that left the account
credits as (

    select
        payment_plan_id,
        -sum(amount) as credited_amount

    from ledger
    where line_kind = 'plan_credit'
    group by payment_plan_id

),

-- instalments that came back onto it
debits as (

    select
        ledger.payment_plan_id,
        sum(ledger.amount) as debited_amount,
        sum(plan_charges.principal_amount) as returned_amount

    from ledger
    inner join plan_charges on ledger.source_id = plan_charges.payment_plan_charge_id
    where ledger.line_kind = 'plan_debit'
    group by ledger.payment_plan_id

),

interest as (

    select
        payment_plan_id,
        sum(interest_amount) as interest_amount

    from plan_charges
    where charge_type = 'debit' and coalesce(charge_date, {{ blank_date() }}) <= {{ as_of_date() }}
    group by payment_plan_id

),

-- A negative charge forgives treatment only where the plan will never ask for all of it; else it takes back
-- what was asked too much, as the closing of a plan for treatment that was not done.
forgiven as (

    select
        payment_plan_id,
        least(
            reduction_amount,
            greatest(
                production_amount - (asked_principal_amount + unscheduled_principal_amount - reduction_amount), 0
            )
        ) as forgiven_amount

    from terms

),

paid as (

    select
        payment_plan_id,
        sum(amount) as paid_amount

    from receipts
    group by payment_plan_id

),

balances as (

    select
        terms.practice_id,
        terms.payment_plan_id,
        settings.pay_plans_version,
        settings.is_plan_outside_account,
        cast(coalesce(credits.credited_amount, 0) as decimal(18, 2)) as credited_amount,
        cast(coalesce(debits.debited_amount, 0) as decimal(18, 2)) as debited_amount,
        case
            when terms.is_insurance_plan or settings.pay_plans_version = 4 then cast(0 as decimal(18, 2))
            else cast(forgiven.forgiven_amount as decimal(18, 2))
        end as forgiven_amount,
        cast(
            case
                when terms.is_insurance_plan
                    then coalesce(credits.credited_amount, 0) - coalesce(paid.paid_amount, 0)
                when settings.is_plan_outside_account
                    then
                        coalesce(credits.credited_amount, 0)
                        + coalesce(interest.interest_amount, 0)
                        - forgiven.forgiven_amount
                        - coalesce(paid.paid_amount, 0)
                -- a patient's plan leaves the account alone
                when settings.pay_plans_version = 4 then 0
                -- payments lower the account; what left it and has not come back is outside
                else
                    coalesce(credits.credited_amount, 0)
                    - forgiven.forgiven_amount
                    - coalesce(debits.returned_amount, 0)
            end as decimal(18, 2)
        ) as balance_outside_amount,
        cast(coalesce(due.payment_plan_due_amount, 0) as decimal(18, 2)) as payment_plan_due_amount

    from terms
    inner join settings on terms.practice_id = settings.practice_id
    left join credits on terms.payment_plan_id = credits.payment_plan_id
    left join debits on terms.payment_plan_id = debits.payment_plan_id
    left join interest on terms.payment_plan_id = interest.payment_plan_id
    left join forgiven on terms.payment_plan_id = forgiven.payment_plan_id
    left join paid on terms.payment_plan_id = paid.payment_plan_id
    left join due on terms.payment_plan_id = due.payment_plan_id

)

select * from balances
