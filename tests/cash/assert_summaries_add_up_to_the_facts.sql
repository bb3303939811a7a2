-- Each of the five summaries holds every dollar of cash, production, timing and instalments once.

{% set grains = {
    'mart_collection_summary_daily': 'day', 'mart_collection_summary_weekly': 'week',
    'mart_collection_summary': 'month', 'mart_collection_summary_quarterly': 'quarter',
    'mart_collection_summary_yearly': 'year',
} -%}

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

timing as (

    select * from {{ ref('int_cash_timing') }}

),

amounts as (

    {% for model, grain in grains.items() -%}
    select
        '{{ model }}' as summary_name,
        period_start_date,
        clinic_id,
        cash_amount,
        net_production_amount,
        due_amount,
        timed_amount

    from {{ ref(model) }}

    union all

    select
        '{{ model }}' as summary_name,
        {{ period_start(grain, 'collection_date') }} as period_start_date,
        clinic_id,
        -cash_amount as cash_amount,
        0 as net_production_amount,
        0 as due_amount,
        0 as timed_amount

    from cash

    union all

    select
        '{{ model }}' as summary_name,
        {{ period_start(grain, 'production_date') }} as period_start_date,
        clinic_id,
        0 as cash_amount,
        -net_production_amount as net_production_amount,
        0 as due_amount,
        0 as timed_amount

    from production

    union all

    select
        '{{ model }}' as summary_name,
        {{ period_start(grain, 'due_date') }} as period_start_date,
        clinic_id,
        0 as cash_amount,
        0 as net_production_amount,
        -due_amount as due_amount,
        0 as timed_amount

    from dues

    union all

    select
        '{{ model }}' as summary_name,
        {{ period_start(grain, 'cash_date') }} as period_start_date,
        clinic_id,
        0 as cash_amount,
        0 as net_production_amount,
        0 as due_amount,
        -amount as timed_amount

    from timing
    where cash_timing <> 'unapplied'
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

)

select
    summary_name,
    period_start_date,
    clinic_id,
    sum(cash_amount) as cash_amount,
    sum(net_production_amount) as net_production_amount,
    sum(due_amount) as due_amount,
    sum(timed_amount) as timed_amount

from amounts
group by summary_name, period_start_date, clinic_id
having
    sum(cash_amount) <> 0
    or sum(net_production_amount) <> 0
    or sum(due_amount) <> 0
    or sum(timed_amount) <> 0
