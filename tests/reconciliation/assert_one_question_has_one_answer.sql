-- What several marts say in the same words must be the same figure in each: by practice and month, to the cent.

{% set today = month_start(as_of_date()) -%}
{#- figure: place → how it tells it; each of columns month_start_date and amount -#}
{% set answers = {
    'cash': {
        'mart_collection_summary': ('period_start_date', 'cash_amount', 'true'),
        'mart_collection_mix': ('month_start_date', 'cash_amount', 'true'),
        'mart_collected_by_owner': ('month_start_date', 'cash_amount', 'true'),
    },
    'insurers_cash': {
        'mart_collection_summary': ('period_start_date', 'insurance_cash_amount', 'true'),
        'mart_collection_mix': ('month_start_date', 'cash_amount', "payer_kind in ('carrier', 'unknown_carrier')"),
        'mart_collected_by_owner': ('month_start_date', 'cash_amount', "organic_reason = 'insurance'"),
    },
    'posted_cash': {
        'mart_collection_summary': ('period_start_date', 'ledger_cash_amount', 'true'),
        'fct_collections_daily': (month_start('collection_date'), 'ledger_cash_amount', 'true'),
    },
    'charges': {
        'mart_collection_waterfall': ('production_month_start_date', 'charge_amount', 'months_since = 0'),
        'mart_ar_rollforward': ('month_start_date', 'charge_amount', 'true'),
    },
    'owed_by_age': {
        'mart_ar_aging': (today, owed_by_age(), 'true'),
        'mart_ar_aging ': (
            today,
            'past_due_current + past_due_1_30 + past_due_31_60 + past_due_61_90 + past_due_91_120 + past_due_over_120',
            'true',
        ),
    },
    'balance': {
        'mart_ar_aging': (today, 'balance_as_of', 'true'),
        'mart_ar_rollforward': (today, 'closing_amount', 'closing_date = ' ~ as_of_date()),
    },
    'total_balance': {
        'mart_ar_aging': (today, 'balance_as_of + future_dated_amount', 'true'),
        'mart_ar_aging ': (today, 'insurance_estimate + patient_portion', 'true'),
    },
    'plans_past_due': {
        'mart_payment_plans': (today, 'past_due_amount', 'true'),
        'fct_plan_instalment': (today, 'open_amount', "instalment_status = 'past_due'"),
    },
    'judged_promises': {
        'mart_collector_performance': ('month_start_date', 'promise_matured_count', 'true'),
        'mart_promise_performance': ('month_start_date', 'promise_matured_count', 'true'),
    },
    'kept_promises': {
        'mart_collector_performance': ('month_start_date', 'promise_kept_count', 'true'),
        'mart_promise_performance': ('month_start_date', 'promise_kept_count', 'true'),
    },
} -%}

with

answers as (

    {% for figure, places in answers.items() -%}
    {% set outer_last = loop.last -%}
    {% for place, (month, amount, condition) in places.items() -%}
    select
        '{{ figure }}' as figure,
        '{{ place }}' as place,
        {{ places | length }} as place_count,
        practice_id,
        {{ month }} as month_start_date,
        sum({{ amount }}) as amount

    from {{ ref(place | trim) }}
    where {{ condition }}
    group by practice_id{{ ', ' ~ month if month != today }}
    {{ 'union all' if not (loop.last and outer_last) }}

    {% endfor -%}
    {%- endfor %}
)

select
    figure,
    practice_id,
    month_start_date,
    min(amount) as least_amount,
    max(amount) as most_amount

from answers
where amount <> 0
group by figure, place_count, practice_id, month_start_date
having min(amount) <> max(amount) or count(*) <> place_count
