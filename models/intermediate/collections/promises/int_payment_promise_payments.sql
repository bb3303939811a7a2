-- Grain: promise that any cash came for: how much, by when.

with

terms as (

    select * from {{ ref('int_payment_promise_terms') }}

),

promise_cash as (

    select * from {{ ref('int_payment_promise_cash') }}

),

receipts as (

    select * from {{ ref('int_payment_promise_receipts') }}

),

running as (

    select
        promise_cash.promise_id,
        promise_cash.cash_date,
        promise_cash.applied_amount,
        promise_cash.is_in_grace,
        terms.due_date,
        terms.enough_amount,
        sum(promise_cash.applied_amount) over (
            partition by promise_cash.promise_id order by promise_cash.cash_date
        ) as paid_so_far

    from promise_cash
    inner join terms on promise_cash.promise_id = terms.promise_id

),

paid as (

    select
        promise_id,
        cast(sum(case when cash_date <= due_date then applied_amount else 0 end) as decimal(18, 2))
            as paid_by_due_amount,
        cast(sum(case when is_in_grace then applied_amount else 0 end) as decimal(18, 2)) as paid_in_grace_amount,
        cast(sum(applied_amount) as decimal(18, 2)) as paid_amount,
        min(case when paid_so_far >= enough_amount then cash_date end) as fulfilled_date

    from running
    group by promise_id

),

-- what had come by the end of grace, before some of it was taken back
received as (

    select
        terms.promise_id,
        sum(receipts.amount) - max(terms.amount_before) as received_amount,
        max(case when receipts.is_taken_back then 1 else 0 end) as taken_back

    from terms
    inner join receipts
        on terms.account_id = receipts.account_id
        and terms.agreement_number = receipts.agreement_number
    where receipts.cash_date <= terms.grace_date
    group by terms.promise_id

),

final as (

    select
        terms.promise_id,
        cast(coalesce(paid.paid_by_due_amount, 0) as decimal(18, 2)) as paid_by_due_amount,
        cast(coalesce(paid.paid_in_grace_amount, 0) as decimal(18, 2)) as paid_in_grace_amount,
        cast(coalesce(paid.paid_amount, 0) as decimal(18, 2)) as paid_amount,
        paid.fulfilled_date,
        coalesce(paid.paid_in_grace_amount >= terms.enough_amount and paid.paid_in_grace_amount > 0, false) as is_kept,
        coalesce(paid.paid_by_due_amount >= terms.enough_amount and paid.paid_by_due_amount > 0, false)
            as is_punctual,
        coalesce(received.received_amount >= terms.enough_amount and received.taken_back = 1, false)
            as was_kept_once

    from terms
    left join paid on terms.promise_id = paid.promise_id
    left join received on terms.promise_id = received.promise_id
    where paid.promise_id is not null or received.promise_id is not null

)

select * from final
