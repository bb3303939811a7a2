-- What a plan takes off an account and what it puts back must cancel, whatever the plan version: balances plus plan
-- balances outside them are the lines that no plan made, less what was paid towards plans past the account, plus the
-- plans' interest, less what they forgave.

with

aging as (

    select * from {{ ref('mart_ar_aging') }}

),

plans as (

    select * from {{ ref('mart_payment_plans') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

receipts as (

    select * from {{ ref('int_plan_receipts') }}

),

balances as (

    select * from {{ ref('int_plan_balances') }}

),


plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

in_ledger as (

    select source_id
    from ledger
    where source_table = 'payplancharge' and line_kind = 'plan_debit'

),

amounts as (

    select
        practice_id,
        balance_total as receivable_amount,
        0 as expected_amount
    from aging

    union all

    select
        practice_id,
        balance_outside_amount as receivable_amount,
        0 as expected_amount
    from plans

    union all

    -- version 3 takes credits of plans that are gone off the account as well
    select
        ledger.practice_id,
        0 as receivable_amount,
        ledger.amount as expected_amount
    from ledger
    left join plans on ledger.payment_plan_id = plans.payment_plan_id
    where
        ledger.line_kind not in ('plan_credit', 'plan_debit')
        or (ledger.line_kind = 'plan_credit' and plans.payment_plan_id is null)

    union all

    select
        receipts.practice_id,
        0 as receivable_amount,
        -receipts.amount as expected_amount
    from receipts
    inner join balances on receipts.payment_plan_id = balances.payment_plan_id
    inner join plans on receipts.payment_plan_id = plans.payment_plan_id
    where plans.plan_kind = 'insurance' or balances.pay_plans_version in (1, 3)

    union all

    select
        plans.practice_id,
        0 as receivable_amount,
        plan_charges.interest_amount as expected_amount
    from plan_charges
    inner join plans on plan_charges.payment_plan_id = plans.payment_plan_id
    inner join balances on plan_charges.payment_plan_id = balances.payment_plan_id
    left join in_ledger on plan_charges.payment_plan_charge_id = in_ledger.source_id
    where
        plan_charges.charge_type = 'debit'
        and plans.plan_kind <> 'insurance'
        and coalesce(plan_charges.charge_date, {{ blank_date() }}) <= {{ as_of_date() }}
        and (balances.pay_plans_version in (1, 3) or in_ledger.source_id is not null)

    union all

    select
        practice_id,
        0 as receivable_amount,
        -forgiven_amount as expected_amount
    from balances

)

select
    practice_id,
    sum(receivable_amount) as receivable_amount,
    sum(expected_amount) as expected_amount

from amounts
group by practice_id
having sum(receivable_amount) <> sum(expected_amount)
