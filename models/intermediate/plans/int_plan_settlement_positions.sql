-- Grain: side of a plan's settlement: treatment that left the account for the plan (a charge here), or what was
-- paid, written off or forgiven towards it on a day (a credit here). So treatment on a plan is followed to its cash.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

events as (

    select * from {{ ref('int_plan_settlement_events') }}

),

terms as (

    select * from {{ ref('int_plan_terms') }}

),

plan_lines as (

    select
        ledger_line_id,
        payment_plan_id

    from ledger
    where line_kind in ('plan_credit', 'plan_debit')

),

-- A negative instalment lowers the account as a credit does: what it pays there is treatment on the plan too.
-- Under version 3 so do the credits of a plan that was deleted.
moved as (

    select
        plan_lines.payment_plan_id,
        ledger.practice_id,
        allocations.charge_line_id,
        ledger.source_id,
        ledger.aging_date,
        sum(allocations.amount) as amount

    from allocations
    inner join plan_lines on allocations.credit_line_id = plan_lines.ledger_line_id
    inner join ledger on allocations.charge_line_id = ledger.ledger_line_id
    where ledger.line_kind = 'procedure'
    group by
        plan_lines.payment_plan_id,
        ledger.practice_id,
        allocations.charge_line_id,
        ledger.source_id,
        ledger.aging_date

),

sides as (

    select
        cast(payment_plan_id as {{ dbt.type_string() }}) || '-' || charge_line_id as ledger_line_id,
        payment_plan_id,
        practice_id,
        aging_date,
        'treatment' as source_code,
        source_id,
        true as is_charge,
        charge_line_id,
        cast(null as {{ dbt.type_string() }}) as settlement_kind,
        cast(amount as decimal(18, 2)) as open_amount

    from moved

    union all

    select
        cast(payment_plan_id as {{ dbt.type_string() }}) || '-' || settlement_kind || '-'
        || cast(aging_date as {{ dbt.type_string() }}) as ledger_line_id,
        payment_plan_id,
        practice_id,
        aging_date,
        settlement_kind as source_code,
        cast(0 as bigint) as source_id,
        false as is_charge,
        cast(null as {{ dbt.type_string() }}) as charge_line_id,
        settlement_kind,
        amount as open_amount

    from events

),

placed as (

    select
        sides.*,
        coalesce(terms.account_id, 0) as account_id

    from sides
    left join terms on sides.payment_plan_id = terms.payment_plan_id

),

positions as (

    {{ fifo_positions('placed', ['payment_plan_id']) }}

)

select * from positions
