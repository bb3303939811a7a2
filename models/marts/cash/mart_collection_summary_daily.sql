-- Grain: day × practice × clinic, from the clinic's first day with money on, days without any included.

with

cash as (

    select * from {{ ref('fct_collections_daily') }}

),

production as (

    select * from {{ ref('fct_production_daily') }}

),

dues as (

    select * from {{ ref('int_cash_plan_dues') }}

),

cash_timing as (

    select * from {{ ref('int_cash_timing') }}

),

{# what each relation has of a day's amounts #}
{% set moves = {
    'cash': {
        'day': 'collection_date',
        'cash_amount': 'cash_amount',
        'receipt_amount': 'receipt_amount',
        'reversed_amount': 'reversed_amount',
        'insurance_cash_amount': "case when payment_source = 'insurance' then cash_amount else 0 end",
        'patient_cash_amount': "case when payment_source = 'patient' then cash_amount else 0 end",
        'payment_plan_cash_amount': "case when payment_source = 'payment_plan' then cash_amount else 0 end",
        'other_cash_amount': "case when payment_source = 'other' then cash_amount else 0 end",
        'hidden_prepayment_amount': 'hidden_prepayment_amount',
        'outside_ledger_amount': 'outside_ledger_amount',
        'ledger_cash_amount': 'ledger_cash_amount',
    },
    'production': {
        'day': 'production_date',
        'gross_production_amount': 'gross_production_amount',
        'discount_amount': 'discount_amount',
        'adjustment_amount': 'adjustment_amount',
        'non_production_adjustment_amount': 'non_production_adjustment_amount',
        'writeoff_amount': 'writeoff_amount',
        'net_production_amount': 'net_production_amount',
    },
    'dues': {'day': 'due_date', 'due_amount': 'due_amount'},
    'cash_timing': {
        'day': 'cash_date',
        'same_day_amount': "case when cash_timing = 'same_day' then amount else 0 end",
        'prepaid_amount': "case when cash_timing = 'prepaid' then amount else 0 end",
        'delayed_amount': "case when cash_timing = 'delayed' then amount else 0 end",
        'unapplied_amount': "case when cash_timing = 'unapplied' then amount else 0 end",
        'collected_dollar_days': 'amount * coalesce(days_to_collect, 0)',
    },
} -%}

moves as (

    {% for relation, has in moves.items() -%}
    select
        practice_id,
        clinic_id,
        {%- for amount in collection_amounts() %}
        cast({{ 'sum(' ~ has[amount] ~ ')' if amount in has else 0 }} as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        {{ has.day }} as period_start_date

    from {{ relation }}
    group by practice_id, clinic_id, {{ has.day }}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

),

-- what has no date, or one of long ago, is a row of its own and opens no books
opened as (

    select
        practice_id,
        clinic_id,
        min(period_start_date) as first_day

    from moves
    where period_start_date > {{ add_days(as_of_date(), '-366 * ' ~ var('snapshot_years')) }}
    group by practice_id, clinic_id

),

spine as (

    {{ day_spine('(select min(first_day) from opened)', as_of_date()) }}

),

clinic_days as (

    select
        opened.practice_id,
        opened.clinic_id,
        spine.date_day as period_start_date

    from opened
    inner join spine on opened.first_day <= spine.date_day

),

entries as (

    select
        practice_id,
        clinic_id,
        period_start_date,
        {%- for amount in collection_amounts() %}
        cast(0 as decimal(18, 2)) as {{ amount }},
        {%- endfor %}
        1 as elapsed_days

    from clinic_days

    union all

    select
        practice_id,
        clinic_id,
        period_start_date,
        {%- for amount in collection_amounts() %}
        {{ amount }},
        {%- endfor %}
        0 as elapsed_days

    from moves

),

{{ summed_periods('day', 'entries') }},

{{ compared_periods('day') }},

{{ rated_periods('day') }}

select * from summary
