-- Grain: month of service × practice × clinic of the service × months since, to the as-of month: a full triangle.

{% set moves = {
    'collected_amount': "outcome in ('insurance_payment', 'patient_payment', 'plan_payment')",
    'insurance_collected_amount': "outcome = 'insurance_payment'",
    'patient_collected_amount': "outcome = 'patient_payment'",
    'plan_collected_amount': "outcome = 'plan_payment'",
    'writeoff_amount': "outcome in ('writeoff', 'plan_writeoff')",
    'adjustment_amount': "outcome in ('adjustment', 'plan_adjustment')",
    'moved_to_plan_amount': "outcome = 'moved_to_plan'",
    'settled_on_plan_amount': "outcome in ('plan_payment', 'plan_writeoff', 'plan_adjustment')",
} -%}

with

outcomes as (

    select * from {{ ref('int_production_outcomes') }}

),

cohorts as (

    select
        practice_id,
        clinic_id,
        production_month_start_date,
        sum(amount) as charge_amount

    from outcomes
    where outcome = 'production'
    group by practice_id, clinic_id, production_month_start_date

),

moved as (

    select
        practice_id,
        clinic_id,
        production_month_start_date,
        months_since,
        {%- for amount, rows in moves.items() %}
        sum(case when {{ rows }} then amount else 0 end) as {{ amount }},
        {%- endfor %}
        sum(case when {{ moves['collected_amount'] }} then amount_days else 0 end) as collected_amount_days

    from outcomes
    where outcome <> 'production'
    group by practice_id, clinic_id, production_month_start_date, months_since

),

days as (

    {{ day_spine(
        '(select coalesce(min(production_month_start_date), ' ~ as_of_date() ~ ') from cohorts)', as_of_date()
    ) }}

),

triangle as (

    select
        cohorts.*,
        {{ months_between_months('cohorts.production_month_start_date', 'days.date_day') }} as months_since,
        {{ month_end('days.date_day') }} as month_end_date

    from cohorts
    inner join days on cohorts.production_month_start_date <= days.date_day
    where days.date_day = {{ month_start('days.date_day') }}

),

filled as (

    select
        triangle.*,
        {%- for amount in moves %}
        coalesce(moved.{{ amount }}, 0) as {{ amount }},
        {%- endfor %}
        {%- for amount in moves %}
        sum(coalesce(moved.{{ amount }}, 0)) over (
            partition by triangle.practice_id, triangle.clinic_id, triangle.production_month_start_date
            order by triangle.months_since rows between unbounded preceding and current row
        ) as cumulative_{{ amount }},
        {%- endfor %}
        sum(coalesce(moved.collected_amount_days, 0)) over (
            partition by triangle.practice_id, triangle.clinic_id, triangle.production_month_start_date
            order by triangle.months_since rows between unbounded preceding and current row
        ) as cumulative_amount_days

    from triangle
    left join moved
        on triangle.practice_id = moved.practice_id
        and triangle.clinic_id = moved.clinic_id
        and triangle.production_month_start_date = moved.production_month_start_date
        and triangle.months_since = moved.months_since

),

netted as (

    select
        filled.*,
        charge_amount - cumulative_writeoff_amount - cumulative_adjustment_amount as collectible_amount

    from filled

),

waterfall as (

    select
        production_month_start_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        cast(months_since as integer) as months_since,
        least(month_end_date, {{ as_of_date() }}) as until_date,
        month_end_date <= {{ as_of_date() }} as is_complete,
        cast(charge_amount as decimal(18, 2)) as charge_amount,
        {%- for amount in moves if amount not in ('moved_to_plan_amount', 'settled_on_plan_amount') %}
        cast({{ amount }} as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        cast(cumulative_collected_amount as decimal(18, 2)) as cumulative_collected_amount,
        cast(cumulative_writeoff_amount as decimal(18, 2)) as cumulative_writeoff_amount,
        cast(cumulative_adjustment_amount as decimal(18, 2)) as cumulative_adjustment_amount,
        cast(collectible_amount - cumulative_collected_amount as decimal(18, 2)) as open_amount,
        cast(
            greatest(cumulative_moved_to_plan_amount - cumulative_settled_on_plan_amount, 0) as decimal(18, 2)
        ) as open_on_plan_amount,
        cast(collectible_amount as decimal(18, 2)) as collectible_amount,
        {{ metric_rate(
            'collected_share', 'cumulative_collected_amount', 'charge_amount', 'no_production', money=true
        ) }},
        {{ metric_rate(
            'net_collected_share', 'cumulative_collected_amount', 'collectible_amount', 'nothing_collectible', money=true
        ) }},
        cast({{ ratio(cents('cumulative_amount_days'), cents('cumulative_collected_amount')) }} as decimal(18, 6))
            as average_days_to_collect,
        case when cumulative_collected_amount > 0 then null else 'nothing_collected' end
            as average_days_to_collect_reason

    from netted

)

select * from waterfall
