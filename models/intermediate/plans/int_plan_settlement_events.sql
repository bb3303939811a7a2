-- Grain: payment plan × day × kind of settlement: what was paid, written off or forgiven towards its treatment.

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
            order by
                ledger.aging_date, ledger.source_table, ledger.source_id, ledger.ledger_line_id, allocations.match_rule
            rows between unbounded preceding and current row
        ) as settled_amount

    from allocations
    inner join plan_lines on allocations.charge_line_id = plan_lines.ledger_line_id
    inner join plan_charges on plan_lines.source_id = plan_charges.payment_plan_charge_id
    inner join ledger on allocations.credit_line_id = ledger.ledger_line_id
    where plan_lines.line_kind = 'plan_debit' and ledger.line_kind not in ('plan_credit', 'plan_debit')

),

-- what the account knows nothing of, without interest
received as (

    select
        receipts.payment_plan_id,
        receipts.receipt_date,
        sum(receipts.amount) as amount

    from receipts
    inner join terms on receipts.payment_plan_id = terms.payment_plan_id
    inner join balances on receipts.payment_plan_id = balances.payment_plan_id
    left join splits
        on case when receipts.source_table = 'paysplit' then receipts.source_id end = splits.payment_split_id
    where
        not receipts.is_future_dated
        and (terms.is_insurance_plan or balances.is_plan_outside_account)
        and coalesce(splits.payment_plan_debit_type, 'none') <> 'interest'
    group by receipts.payment_plan_id, receipts.receipt_date

),

cumulated as (

    select
        received.*,
        sum(amount) over (
            partition by payment_plan_id order by receipt_date
            rows between unbounded preceding and current row
        ) as received_amount

    from received

),

-- what is taken back later (a bounced check) was never received
lasting as (

    select
        cumulated.*,
        greatest(
            min(received_amount) over (
                partition by payment_plan_id order by receipt_date
                rows between current row and unbounded following
            ),
            0
        ) as lasting_amount

    from cumulated

),

events as (

    select
        payment_plan_id,
        aging_date,
        case when line_kind in ('writeoff', 'adjustment') then line_kind else 'payment' end as settlement_kind,
        greatest(settled_amount - interest_amount, 0)
        - greatest(settled_amount - amount - interest_amount, 0) as amount

    from instalment_pieces

    union all

    select
        payment_plan_id,
        receipt_date as aging_date,
        'payment' as settlement_kind,
        lasting_amount - lag(lasting_amount, 1, cast(0 as decimal(18, 2))) over (
            partition by payment_plan_id order by receipt_date
        ) as amount

    from lasting

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
        events.payment_plan_id,
        terms.practice_id,
        events.aging_date,
        events.settlement_kind,
        cast(sum(events.amount) as decimal(18, 2)) as amount

    from events
    inner join terms on events.payment_plan_id = terms.payment_plan_id
    group by events.payment_plan_id, terms.practice_id, events.aging_date, events.settlement_kind
    having sum(events.amount) > 0

)

select * from settled
