{% set measures = [
    'opening_ar_amount', 'opening_ar_credit_amount', 'sales_amount', 'ledger_cash_amount', 'refund_amount',
    'given_up_amount', 'other_adjustment_amount', 'plan_amount', 'transfer_amount', 'closing_ar_amount',
    'ar_credit_amount', 'ar_net_amount', 'closing_current_amount', 'late_dollar_days', 'over_90_amount',
    'rolled_1_30_to_31_60_amount', 'rollable_1_30_amount', 'delinquent_account_count', 'cured_account_count',
] -%}

with

efficiency as (

    select * from {{ ref('mart_collection_efficiency') }}

),

clinics as (

    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        practice_id,
        month_end_date,
        trailing_months

    from efficiency
    where metric_level = 'clinic'
    group by practice_id, month_end_date, trailing_months

)

select
    efficiency.practice_id,
    efficiency.month_end_date,
    efficiency.trailing_months

from efficiency
left join clinics
    on efficiency.practice_id = clinics.practice_id
    and efficiency.month_end_date = clinics.month_end_date
    and efficiency.trailing_months = clinics.trailing_months
where
    efficiency.metric_level = 'practice'
    and (
        {%- for measure in measures %}
        coalesce(efficiency.{{ measure }}, 0) <> coalesce(clinics.{{ measure }}, 0){{ ' or' if not loop.last }}
        {%- endfor %}
    )
