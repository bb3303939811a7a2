-- Grain: instalment: payment plan × day on which it falls due. Payments settle the oldest instalment first.

with

terms as (

    select * from {{ ref('int_plan_terms') }}

),

charge_days as (

    select * from {{ ref('int_plan_charge_days') }}

),

projected as (

    select * from {{ ref('int_plan_projected_instalments') }}

),

paid_days as (

    select * from {{ ref('int_plan_paid_days') }}

),

asked as (

    select
        payment_plan_id,
        charge_date as instalment_date,
        amount as instalment_amount,
        interest_amount,
        false as is_projected,
        is_close_out,
        entered_at

    from charge_days
    where amount > 0

    union all

    select
        payment_plan_id,
        instalment_date,
        cast(principal_amount + interest_amount as decimal(18, 2)) as instalment_amount,
        interest_amount,
        true as is_projected,
        false as is_close_out,
        cast(null as timestamp) as entered_at

    from projected

),

placed as (

    select
        asked.*,
        row_number() over (partition by payment_plan_id order by instalment_date) as instalment_number,
        cast(
            sum(instalment_amount) over (
                partition by payment_plan_id order by instalment_date
                rows between unbounded preceding and current row
            ) as decimal(18, 2)
        ) as ends_at

    from asked

),

totals as (

    select
        payment_plan_id,
        sum(receipt_amount) as receipt_amount,
        sum(receipt_amount + reduction_amount) as covered_amount

    from paid_days
    group by payment_plan_id

),

-- both rulers from the far end: the last paid day seen so far is the first that reaches the instalment
rulers as (

    select
        payment_plan_id,
        ends_at,
        false as is_paid_day,
        instalment_date as event_date

    from placed

    union all

    select
        payment_plan_id,
        lasting_amount as ends_at,
        true as is_paid_day,
        paid_date as event_date

    from paid_days

),

reached as (

    select
        rulers.*,
        min(case when is_paid_day then event_date end) over (
            partition by payment_plan_id
            order by ends_at desc, case when is_paid_day then 0 else 1 end asc, event_date asc
            rows between unbounded preceding and current row
        ) as settled_date

    from rulers

),

settled as (

    select
        placed.*,
        reached.settled_date,
        placed.ends_at - placed.instalment_amount as begins_at,
        coalesce(totals.receipt_amount, 0) as receipt_total,
        coalesce(totals.covered_amount, 0) as covered_total

    from placed
    inner join reached
        on placed.payment_plan_id = reached.payment_plan_id
        and placed.instalment_date = reached.event_date
        and not reached.is_paid_day
    left join totals on placed.payment_plan_id = totals.payment_plan_id

),

covered as (

    select
        settled.*,
        cast(least(greatest(receipt_total - begins_at, 0), instalment_amount) as decimal(18, 2)) as receipt_part,
        cast(least(greatest(covered_total - begins_at, 0), instalment_amount) as decimal(18, 2)) as covered_part

    from settled

),

instalments as (

    select
        terms.practice_id,
        covered.payment_plan_id,
        terms.account_id,
        terms.clinic_id,
        terms.plan_kind,
        covered.instalment_number,
        covered.instalment_date,
        covered.is_projected,
        covered.is_close_out,
        covered.instalment_amount,
        covered.interest_amount,
        least(covered.receipt_part, covered.covered_part) as paid_amount,
        covered.covered_part - least(covered.receipt_part, covered.covered_part) as reduced_amount,
        cast(covered.instalment_amount - covered.covered_part as decimal(18, 2)) as open_amount,
        covered.settled_date,
        covered.instalment_date <= {{ as_of_date() }} as is_due,
        {{ add_days('covered.instalment_date', var('payment_plan_grace_days')) }} < {{ as_of_date() }} as is_matured,
        covered.settled_date <= {{ add_days('covered.instalment_date', var('payment_plan_grace_days')) }}
            as is_paid_on_time,
        covered.entered_at

    from covered
    inner join terms on covered.payment_plan_id = terms.payment_plan_id

)

select * from instalments
