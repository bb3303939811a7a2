-- Grain: payment plan, as of the date.

{% set amounts = [
    'scheduled_amount', 'interest_amount', 'projected_amount', 'reduced_amount', 'due_to_date_amount', 'paid_amount',
    'unapplied_amount', 'due_today_amount', 'not_yet_due_amount',
] -%}
{% set counts = {
    'instalments_left_count': 'instalments_left_count', 'matured_count': 'matured_instalment_count',
    'on_time_count': 'on_time_instalment_count', 'late_count': 'late_instalment_count',
    'missed_count': 'missed_instalment_count',
} -%}

with

terms as (

    select * from {{ ref('int_plan_terms') }}

),

figures as (

    select * from {{ ref('int_plan_figures') }}

),

balances as (

    select * from {{ ref('int_plan_balances') }}

),

card_charges as (

    select * from {{ ref('int_plan_card_charges') }}

),

insurance_plans as (

    select * from {{ ref('stg_opendental__insurance_plans') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

card_totals as (

    select
        payment_plan_id,
        count(*) as card_charge_count,
        sum(case when is_failed then 1 else 0 end) as failed_card_charge_count,
        max(attempt_date) as last_card_charge_date,
        max(case when is_failed then attempt_date end) as last_failed_card_charge_date

    from card_charges
    group by payment_plan_id

),

joined as (

    select
        terms.*,
        {%- for amount in amounts %}
        cast(coalesce(figures.{{ amount }}, 0) as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        {%- for bucket in late_buckets() %}
        cast(coalesce(figures.past_due_{{ bucket }}, 0) as decimal(18, 2)) as past_due_{{ bucket }},
        {%- endfor %}
        {{ columns_of('figures', [
            'first_due_date', 'last_due_date', 'oldest_open_date', 'last_open_date', 'next_due_date', 'last_paid_date',
        ]) }},
        {%- for count in counts %}
        coalesce(figures.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        balances.credited_amount,
        balances.balance_outside_amount,
        balances.payment_plan_due_amount,
        coalesce(card_totals.card_charge_count, 0) as card_charge_count,
        coalesce(card_totals.failed_card_charge_count, 0) as failed_card_charge_count,
        card_totals.last_failed_card_charge_date,
        coalesce(
            card_totals.last_failed_card_charge_date = card_totals.last_card_charge_date, false
        ) as is_last_card_charge_failed,
        insurance_plans.carrier_id,
        definitions.item_name as plan_category

    from terms
    left join figures on terms.payment_plan_id = figures.payment_plan_id
    left join balances on terms.payment_plan_id = balances.payment_plan_id
    left join card_totals on terms.payment_plan_id = card_totals.payment_plan_id
    left join insurance_plans on terms.insurance_plan_id = insurance_plans.insurance_plan_id
    left join definitions
        on terms.plan_category_id = definitions.definition_id
        and definitions.category_name = 'payment_plan_categories'

),

plans as (

    select
        cast(payment_plan_id as bigint) as payment_plan_id,
        cast(practice_id as integer) as practice_id,
        cast({{ opendental_number('payment_plan_id') }} as bigint) as plan_number,
        cast(account_id as bigint) as account_id,
        coalesce(account_id <> patient_account_id, false) as is_paid_by_other_family,
        cast(clinic_id as bigint) as clinic_id,
        cast(coalesce(carrier_id, {{ unassigned_key() }}) as bigint) as payer_id,
        plan_kind,
        coalesce(plan_category, 'unassigned') as plan_category,
        case
            when is_closed and scheduled_amount - paid_amount + unapplied_amount > 0 then 'closed'
            when scheduled_amount = 0 and paid_amount = 0 then 'no_schedule'
            when scheduled_amount - paid_amount + unapplied_amount <= 0 then 'paid_off'
            else 'active'
        end as plan_status,
        is_closed,
        plan_date,
        frequency,
        cast(instalment_amount as decimal(18, 2)) as instalment_amount,
        cast(down_payment_amount as decimal(18, 2)) as down_payment_amount,
        cast(annual_interest_rate as decimal(18, 6)) as annual_interest_rate,
        cast(production_amount as decimal(18, 2)) as production_amount,
        cast(planned_production_amount as decimal(18, 2)) as planned_production_amount,
        {%- for amount in amounts %}
        {{ amount }},
        {%- endfor %}
        cast({{ past_due_total('joined') }} as decimal(18, 2)) as past_due_amount,
        {%- for bucket in late_buckets() %}
        past_due_{{ bucket }},
        {%- endfor %}
        first_due_date,
        last_due_date,
        next_due_date,
        last_paid_date,
        case when oldest_open_date <= {{ as_of_date() }} then oldest_open_date end as oldest_unpaid_date,
        cast(
            case
                when oldest_open_date <= {{ as_of_date() }} then {{ days_between('oldest_open_date', as_of_date()) }}
                else 0
            end as integer
        ) as days_past_due,
        cast({{ months_left('last_open_date') }} as integer) as months_left,
        {%- for count, name in counts.items() %}
        cast({{ count }} as bigint) as {{ name }},
        {%- endfor %}
        {{ metric_rate('compliance_rate', 'on_time_count', 'matured_count', 'no_matured_instalments') }},
        cast(card_charge_count as bigint) as card_charge_count,
        cast(failed_card_charge_count as bigint) as failed_card_charge_count,
        last_failed_card_charge_date,
        is_last_card_charge_failed,
        cast(credited_amount as decimal(18, 2)) as credited_amount,
        cast(balance_outside_amount as decimal(18, 2)) as balance_outside_amount,
        cast(payment_plan_due_amount as decimal(18, 2)) as payment_plan_due_amount

    from joined

)

select * from plans
