-- Grain: side of a plan's settlement: treatment that left the account for the plan (a charge here), or what was
-- paid, written off or forgiven towards it on a day (a credit here). So treatment on a plan is followed to its cash.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

receipts as (

    select * from {{ ref('int_plan_receipts') }}

),

charge_days as (

    select * from {{ ref('int_plan_charge_days') }}

),

terms as (

    select * from {{ ref('int_plan_terms') }}

),

balances as (

    select * from {{ ref('int_plan_balances') }}

),

plan_lines as (

    select
        ledger_line_id,
        line_kind,
        payment_plan_id,
        source_id,
        amount

    from ledger
    where line_kind in ('plan_credit', 'plan_debit')

),

-- A negative instalment lowers the account as a credit does: what it pays there is treatment on the plan too.
moved as (

    select
        plan_lines.payment_plan_id,
        allocations.charge_line_id,
        ledger.source_id,
        ledger.aging_date,
        sum(allocations.amount) as amount

    from allocations
    inner join plan_lines on allocations.credit_line_id = plan_lines.ledger_line_id
    inner join ledger on allocations.charge_line_id = ledger.ledger_line_id
    where ledger.line_kind = 'procedure'
    group by plan_lines.payment_plan_id, allocations.charge_line_id, ledger.source_id, ledger.aging_date

),

-- version 2: what settled the plan's instalments on the account; their interest, settled first, is no treatment
instalment_pieces as (

    select
        plan_lines.payment_plan_id,
        coalesce(plan_charges.interest_amount, 0) as interest_amount,
        ledger.line_kind,
        ledger.aging_date,
        allocations.amount,
        sum(allocations.amount) over (
            partition by allocations.charge_line_id
            order by ledger.aging_date, ledger.source_table, ledger.source_id, ledger.ledger_line_id, allocations.match_rule
            rows between unbounded preceding and current row
        ) as settled_amount

    from allocations
    inner join plan_lines on allocations.charge_line_id = plan_lines.ledger_line_id
    inner join plan_charges on plan_lines.source_id = plan_charges.payment_plan_charge_id
    inner join ledger on allocations.credit_line_id = ledger.ledger_line_id
    where plan_lines.line_kind = 'plan_debit' and ledger.line_kind not in ('plan_credit', 'plan_debit')

),

settled_events as (

    select
        payment_plan_id,
        aging_date,
        case when line_kind in ('writeoff', 'adjustment') then line_kind else 'payment' end as settlement_kind,
        greatest(settled_amount - interest_amount, 0)
        - greatest(settled_amount - amount - interest_amount, 0) as amount

    from instalment_pieces

    union all

    -- what the account knows nothing of
    select
        receipts.payment_plan_id,
        receipts.receipt_date as aging_date,
        'payment' as settlement_kind,
        receipts.amount

    from receipts
    inner join terms on receipts.payment_plan_id = terms.payment_plan_id
    inner join balances on receipts.payment_plan_id = balances.payment_plan_id
    left join splits
        on case when receipts.source_table = 'paysplit' then receipts.source_id end = splits.payment_split_id
    where
        not receipts.is_future_dated
        and (terms.is_insurance_plan or balances.pay_plans_version in (1, 3))
        and coalesce(splits.payment_plan_debit_type, 'none') <> 'interest'

    union all

    select
        balances.payment_plan_id,
        max(charge_days.charge_date) as aging_date,
        'adjustment' as settlement_kind,
        max(balances.forgiven_amount) as amount

    from balances
    inner join charge_days on balances.payment_plan_id = charge_days.payment_plan_id
    where balances.forgiven_amount > 0 and charge_days.amount < 0 and not charge_days.is_future_dated
    group by balances.payment_plan_id

),

settled as (

    select
        payment_plan_id,
        aging_date,
        settlement_kind,
        sum(amount) as amount

    from settled_events
    group by payment_plan_id, aging_date, settlement_kind

),

sides as (

    select
        {{ plan_side_id('payment_plan_id', 'charge_line_id') }} as ledger_line_id,
        payment_plan_id,
        aging_date,
        'treatment' as source_table,
        source_id,
        true as is_charge,
        charge_line_id,
        cast(null as {{ dbt.type_string() }}) as settlement_kind,
        cast(amount as decimal(18, 2)) as open_amount

    from moved

    union all

    select
        {{ plan_side_id('payment_plan_id', 'settlement_kind', 'aging_date') }} as ledger_line_id,
        payment_plan_id,
        aging_date,
        settlement_kind as source_table,
        cast(0 as bigint) as source_id,
        false as is_charge,
        cast(null as {{ dbt.type_string() }}) as charge_line_id,
        settlement_kind,
        cast(amount as decimal(18, 2)) as open_amount

    from settled
    where amount > 0

),

placed as (

    select
        sides.*,
        terms.practice_id,
        coalesce(terms.account_id, 0) as account_id

    from sides
    inner join terms on sides.payment_plan_id = terms.payment_plan_id

),

positions as (

    {{ fifo_positions('placed', ['payment_plan_id']) }}

)

select * from positions
