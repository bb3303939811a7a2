-- Grain: payment plan: its instalments, added up as of the date.

{% set reduced = 'coalesce(reductions.reduced_amount, 0)' -%}
{% set future_reduced = 'coalesce(reductions.future_reduced_amount, 0)' -%}
{% set amounts = {
    'interest_amount': 'summed.interest_amount',
    'projected_amount': 'summed.projected_amount',
    'scheduled_amount': 'coalesce(summed.instalment_amount, 0) - ' ~ reduced ~ ' - ' ~ future_reduced,
    'due_to_date_amount': 'coalesce(summed.due_amount, 0) - ' ~ reduced,
    'reduced_amount': reduced ~ ' + ' ~ future_reduced,
    'paid_amount': 'coalesce(paid.paid_amount, 0)',
    'unapplied_amount': 'coalesce(paid.paid_amount, 0) + ' ~ reduced ~ ' - coalesce(summed.covered_amount, 0)',
    'due_today_amount': 'summed.due_today_amount',
    'not_yet_due_amount': 'coalesce(summed.future_open_amount, 0) - ' ~ future_reduced,
} -%}
{%- for bucket in late_buckets() %}
{%- do amounts.update({'past_due_' ~ bucket: 'summed.past_due_' ~ bucket}) %}
{%- endfor %}

with

instalments as (

    select * from {{ ref('int_plan_instalments') }}

),

charge_days as (

    select * from {{ ref('int_plan_charge_days') }}

),

paid_days as (

    select * from {{ ref('int_plan_paid_days') }}

),

aged as (

    select
        instalments.*,
        case when is_due then {{ days_between('instalment_date', as_of_date()) }} else 0 end as days_late

    from instalments

),

-- a close-out asks for all that is left, and is no instalment that could be kept
summed as (

    select
        payment_plan_id,
        sum(instalment_amount) as instalment_amount,
        sum(interest_amount) as interest_amount,
        sum(case when is_projected then instalment_amount else 0 end) as projected_amount,
        sum(case when is_due then instalment_amount else 0 end) as due_amount,
        sum(case when is_due and days_late = 0 then open_amount else 0 end) as due_today_amount,
        {%- for bucket in late_buckets() %}
        sum(case when {{ is_in_bucket(past_due_first_days(), bucket, 'days_late') }} then open_amount else 0 end)
            as past_due_{{ bucket }},
        {%- endfor %}
        sum(case when is_due then 0 else open_amount end) as future_open_amount,
        sum(paid_amount + reduced_amount) as covered_amount,
        min(instalment_date) as first_due_date,
        max(instalment_date) as last_due_date,
        min(case when open_amount > 0 then instalment_date end) as oldest_open_date,
        max(case when open_amount > 0 then instalment_date end) as last_open_date,
        min(case when not is_due and open_amount > 0 then instalment_date end) as next_due_date,
        sum(case when is_due then 0 when open_amount > 0 then 1 else 0 end) as instalments_left_count,
        sum(case when is_matured and not is_close_out then 1 else 0 end) as matured_count,
        sum(case when is_matured and not is_close_out and is_paid_on_time then 1 else 0 end) as on_time_count,
        sum(case when is_matured and not is_close_out and not is_paid_on_time then 1 else 0 end) as late_count,
        sum(case when is_matured and not is_close_out and open_amount > 0 then 1 else 0 end) as missed_count

    from aged
    group by payment_plan_id

),

reductions as (

    select
        payment_plan_id,
        sum(case when is_future_dated then 0 else -amount end) as reduced_amount,
        sum(case when is_future_dated then -amount else 0 end) as future_reduced_amount

    from charge_days
    where amount < 0
    group by payment_plan_id

),

paid as (

    select
        payment_plan_id,
        sum(receipt_amount) as paid_amount,
        max(case when receipt_amount > 0 then paid_date end) as last_paid_date

    from paid_days
    group by payment_plan_id

),

all_plans as (

    select payment_plan_id from summed
    union
    select payment_plan_id from reductions
    union
    select payment_plan_id from paid

),

-- unapplied: paid or taken off and not needed by any instalment; below 0 more was paid back than paid
figures as (

    select
        all_plans.payment_plan_id,
        {%- for amount, expression in amounts.items() %}
        cast({{ expression }} as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        paid.last_paid_date,
        summed.first_due_date,
        summed.last_due_date,
        summed.oldest_open_date,
        summed.last_open_date,
        summed.next_due_date,
        summed.instalments_left_count,
        summed.matured_count,
        summed.on_time_count,
        summed.late_count,
        summed.missed_count

    from all_plans
    left join summed on all_plans.payment_plan_id = summed.payment_plan_id
    left join reductions on all_plans.payment_plan_id = reductions.payment_plan_id
    left join paid on all_plans.payment_plan_id = paid.payment_plan_id

)

select * from figures
