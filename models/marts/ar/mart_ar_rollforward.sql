-- Grain: month × practice × clinic × provider of the line, where anything was owed or moved.

{% set is_payment = "line_kind in ('insurance_payment', 'patient_payment')" -%}
{% set movements = {
    'charge_amount': {'sign': '', 'lines': "line_kind = 'procedure'"},
    'adjustment_amount': {'sign': '', 'lines': "line_kind = 'adjustment'"},
    'writeoff_amount': {'sign': '-', 'lines': "line_kind = 'writeoff'"},
    'payment_amount': {'sign': '-', 'lines': is_payment},
    'insurance_payment_amount': {'sign': '-', 'lines': "line_kind = 'insurance_payment'"},
    'patient_payment_amount': {'sign': '-', 'lines': "line_kind = 'patient_payment'"},
    'transfer_amount': {'sign': '-', 'lines': 'is_transfer and ' ~ is_payment},
    'plan_amount': {'sign': '', 'lines': "line_kind in ('plan_debit', 'plan_credit', 'plan_discount')"},
} -%}

with

ledger_monthly as (

    select * from {{ ref('int_ar_ledger_monthly') }}

),

moves as (

    select
        practice_id,
        clinic_id,
        provider_id,
        month_start_date,
        {%- for amount, movement in movements.items() %}
        {{ movement.sign }}sum(case when {{ movement.lines }} then amount else 0 end)
            as {{ amount }},
        {%- endfor %}
        sum(amount) as amount,
        sum(line_count) as line_count

    from ledger_monthly
    where not is_future_dated
    group by practice_id, clinic_id, provider_id, month_start_date

),

first_months as (

    select
        practice_id,
        coalesce(min(month_start_date), {{ month_start(as_of_date()) }}) as month_start_date

    from moves
    group by practice_id

),

-- what has no date was there before the first month
groups as (

    select
        moves.practice_id,
        moves.clinic_id,
        moves.provider_id,
        min(coalesce(moves.month_start_date, first_months.month_start_date)) as month_start_date,
        sum(case when moves.month_start_date is null then moves.amount else 0 end) as undated_amount

    from moves
    inner join first_months on moves.practice_id = first_months.practice_id
    group by moves.practice_id, moves.clinic_id, moves.provider_id

),

days as (

    {{ day_spine('(select min(month_start_date) from first_months)', as_of_date()) }}

),

months as (

    select
        groups.practice_id,
        groups.clinic_id,
        groups.provider_id,
        groups.undated_amount,
        days.date_day as month_start_date

    from groups
    inner join days on groups.month_start_date <= days.date_day
    where days.date_day = {{ month_start('days.date_day') }}

),

moved as (

    select
        months.practice_id,
        months.clinic_id,
        months.provider_id,
        months.month_start_date,
        {%- for amount in movements %}
        coalesce(moves.{{ amount }}, 0) as {{ amount }},
        {%- endfor %}
        coalesce(moves.amount, 0) as amount,
        coalesce(moves.line_count, 0) as line_count,
        months.undated_amount + sum(coalesce(moves.amount, 0)) over (
            partition by months.practice_id, months.clinic_id, months.provider_id
            order by months.month_start_date
            rows between unbounded preceding and current row
        ) as closing_amount

    from months
    left join moves
        on months.practice_id = moves.practice_id
        and months.clinic_id = moves.clinic_id
        and months.provider_id = moves.provider_id
        and months.month_start_date = moves.month_start_date

),

rolled as (

    select
        month_start_date,
        least({{ month_end('month_start_date') }}, {{ as_of_date() }}) as closing_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        cast(provider_id as bigint) as provider_id,
        cast(closing_amount - amount as decimal(18, 2)) as opening_amount,
        {%- for amount in movements %}
        cast({{ amount }} as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        cast(closing_amount as decimal(18, 2)) as closing_amount

    from moved
    where line_count > 0 or closing_amount <> 0 or closing_amount - amount <> 0

)

select * from rolled
