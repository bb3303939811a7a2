-- A line is allocated up to its amount, as the charge or the credit that it is, within its own
-- account.

with

allocated as (

    select
        charge_line_id as ledger_line_id,
        account_id,
        amount

    from {{ ref('int_ar_allocations') }}

    union all

    select
        credit_line_id as ledger_line_id,
        account_id,
        -amount as amount

    from {{ ref('int_ar_allocations') }}

),

summed as (

    select
        ledger_line_id,
        account_id,
        sum(amount) as allocated_amount

    from allocated
    group by ledger_line_id, account_id

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

)

select
    summed.ledger_line_id,
    summed.account_id,
    ledger.account_id as ledger_account_id,
    ledger.amount,
    summed.allocated_amount

from summed
left join ledger on summed.ledger_line_id = ledger.ledger_line_id
where
    ledger.ledger_line_id is null
    or ledger.account_id <> summed.account_id
    or ledger.amount * summed.allocated_amount <= 0
    or abs(summed.allocated_amount) > abs(ledger.amount)
