-- What falls due of an account is what was charged, without what took a posting back and without what plans took over;
-- and of no day less than nothing.

with

charges as (

    select * from {{ ref('int_ar_charge_due_dates') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

due_entries as (

    select * from {{ ref('int_ar_due_entries') }}

),

taken_over as (

    select
        account_id,
        link_code as source_code,
        link_id as source_id,
        sum(-amount) as amount

    from ledger
    where
        line_kind in ('plan_credit', 'plan_discount')
        and amount < 0
        and aging_date <= {{ as_of_date() }}
    group by account_id, link_code, link_id

),

charged as (

    select
        charges.account_id,
        sum(
            charges.amount - charges.taken_back_amount - least(coalesce(taken_over.amount, 0), charges.amount)
        ) as amount

    from charges
    left join taken_over
        on charges.account_id = taken_over.account_id
        and charges.source_code = taken_over.source_code
        and charges.source_id = taken_over.source_id
    group by charges.account_id

),

due as (

    select
        account_id,
        sum(amount) as amount

    from due_entries
    group by account_id

),

unequal as (

    select
        coalesce(charged.account_id, due.account_id) as account_id,
        cast(null as date) as due_date

    from charged
    full outer join due on charged.account_id = due.account_id
    where coalesce(charged.amount, 0) <> coalesce(due.amount, 0)

),

below_nothing as (

    select
        account_id,
        due_date

    from due_entries
    group by account_id, due_date
    having sum(amount) < 0

)

select * from unequal
union all
select * from below_nothing
