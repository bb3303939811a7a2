-- Grain: orthodontic contract, as of the date.

{% set moneys = ['produced', 'insurance_paid', 'writeoff', 'adjustment', 'patient_paid_outside_plans'] -%}
{% set plan_amounts = [
    'scheduled_amount', 'due_to_date_amount', 'paid_amount', 'past_due_amount', 'due_today_amount',
    'not_yet_due_amount', 'down_payment_amount', 'balance_outside_amount',
] -%}
{% set plan_counts = [
    'matured_instalment_count', 'on_time_instalment_count', 'missed_instalment_count', 'failed_card_charge_count',
] -%}

with

contracts as (

    select * from {{ ref('int_ortho_contracts') }}

),

contract_plans as (

    select * from {{ ref('int_ortho_contract_plans') }}

),

contract_moneys as (

    select * from {{ ref('int_ortho_contract_moneys') }}

),

plans as (

    select * from {{ ref('mart_payment_plans') }}

),

money_totals as (

    select
        contract_id,
        {%- for money in moneys %}
        sum(case when money_kind = '{{ money }}' then amount else 0 end) as {{ money }}_amount,
        {%- endfor %}
        count(*) as money_kind_count

    from contract_moneys
    group by contract_id

),

patient_plans as (

    select
        contract_plans.contract_id,
        max(plans.payment_plan_id) as payment_plan_id,
        count(*) as payment_plan_count,
        {%- for amount in plan_amounts %}
        sum(plans.{{ amount }}) as {{ amount }},
        {%- endfor %}
        {%- for bucket in late_buckets() %}
        sum(plans.past_due_{{ bucket }}) as past_due_{{ bucket }},
        {%- endfor %}
        {%- for count in plan_counts %}
        sum(plans.{{ count }}) as {{ count }},
        {%- endfor %}
        max(plans.days_past_due) as days_past_due,
        max(plans.months_left) as months_left,
        min(plans.next_due_date) as next_due_date

    from contract_plans
    inner join plans on contract_plans.payment_plan_id = plans.payment_plan_id
    where plans.plan_kind <> 'insurance'
    group by contract_plans.contract_id

),

insurer_plans as (

    select
        contract_plans.contract_id,
        max(plans.payment_plan_id) as insurer_plan_id,
        sum(plans.due_to_date_amount) as insurer_due_to_date_amount,
        sum(plans.past_due_amount) as insurer_past_due_amount,
        sum(plans.not_yet_due_amount) as insurer_not_yet_due_amount,
        min(plans.next_due_date) as next_insurer_due_date

    from contract_plans
    inner join plans on contract_plans.payment_plan_id = plans.payment_plan_id
    where plans.plan_kind = 'insurance'
    group by contract_plans.contract_id

),

described as (

    select
        contracts.contract_id,
        contracts.contract_source,
        cast(contracts.practice_id as integer) as practice_id,
        cast(contracts.ortho_case_id as bigint) as ortho_case_id,
        cast(patient_plans.payment_plan_id as bigint) as payment_plan_id,
        cast(coalesce(patient_plans.payment_plan_count, 0) as bigint) as payment_plan_count,
        cast(insurer_plans.insurer_plan_id as bigint) as insurer_plan_id,
        cast(contracts.account_id as bigint) as account_id,
        cast(contracts.clinic_id as bigint) as clinic_id,
        cast(contracts.provider_id as bigint) as provider_id,
        case
            when contracts.end_date <= {{ as_of_date() }} then 'completed'
            when contracts.is_active then 'active'
            when contracts.contract_source = 'payment_plan' then 'closed'
            else 'ended_early'
        end as contract_status,
        contracts.start_date,
        contracts.expected_end_date,
        contracts.end_date,
        contracts.is_transferred_in,
        cast(contracts.fee_amount as decimal(18, 2)) as fee_amount,
        cast(contracts.insurance_share_amount as decimal(18, 2)) as insurance_share_amount,
        cast(contracts.patient_share_amount as decimal(18, 2)) as patient_share_amount,
        {%- for money in moneys %}
        cast(coalesce(money_totals.{{ money }}_amount, 0) as decimal(18, 2)) as {{ money }}_amount,
        {%- endfor %}
        {%- for amount in plan_amounts %}
        cast(coalesce(patient_plans.{{ amount }}, 0) as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        {%- for bucket in late_buckets() %}
        cast(coalesce(patient_plans.past_due_{{ bucket }}, 0) as decimal(18, 2)) as past_due_{{ bucket }},
        {%- endfor %}
        {%- for count in plan_counts %}
        cast(coalesce(patient_plans.{{ count }}, 0) as bigint) as {{ count }},
        {%- endfor %}
        cast(coalesce(patient_plans.days_past_due, 0) as integer) as days_past_due,
        cast(coalesce(patient_plans.months_left, 0) as integer) as months_left,
        patient_plans.next_due_date,
        cast({{ months_left('contracts.expected_end_date') }} as integer) as treatment_months_left,
        cast(coalesce(insurer_plans.insurer_due_to_date_amount, 0) as decimal(18, 2)) as insurer_due_to_date_amount,
        cast(coalesce(insurer_plans.insurer_past_due_amount, 0) as decimal(18, 2)) as insurer_past_due_amount,
        cast(coalesce(insurer_plans.insurer_not_yet_due_amount, 0) as decimal(18, 2)) as insurer_not_yet_due_amount,
        insurer_plans.next_insurer_due_date

    from contracts
    left join money_totals on contracts.contract_id = money_totals.contract_id
    left join patient_plans on contracts.contract_id = patient_plans.contract_id
    left join insurer_plans on contracts.contract_id = insurer_plans.contract_id

),

rated as (

    select
        described.*,
        cast(paid_amount + patient_paid_outside_plans_amount as decimal(18, 2)) as patient_paid_amount,
        cast(insurance_share_amount - insurance_paid_amount as decimal(18, 2)) as insurance_remaining_amount,
        cast(
            patient_share_amount - paid_amount - patient_paid_outside_plans_amount as decimal(18, 2)
        ) as patient_remaining_amount,
        cast(fee_amount - produced_amount as decimal(18, 2)) as not_yet_produced_amount,
        {{ metric_rate(
            'compliance_rate', 'on_time_instalment_count', 'matured_instalment_count', 'no_matured_instalments'
        ) }}

    from described

)

select * from rated
