{#
    What has become of promises, as sums; rates are made of them. A promise counts once its days of grace are over
    and nobody cancelled it. The names are those of int_collection_metrics.
#}
{% macro matured_promise_measures() -%}
    {%- set money = 'decimal(18, 2)' -%}
    {{ return({
        'promise_matured_count': ('1', 'bigint'),
        'promise_matured_amount': ('promised_amount', money),
        'promise_kept_count': ("case when state = 'kept' then 1 else 0 end", 'bigint'),
        'promise_kept_amount': ("case when state = 'kept' then promised_amount else 0 end", money),
        'promise_partial_count': ("case when state = 'partial' then 1 else 0 end", 'bigint'),
        'promise_partial_amount': ("case when state = 'partial' then promised_amount else 0 end", money),
        'promise_broken_count': ("case when state = 'broken' then 1 else 0 end", 'bigint'),
        'promise_broken_amount': ("case when state = 'broken' then promised_amount else 0 end", money),
        'promise_fulfilled_count': ('case when is_fulfilled then 1 else 0 end', 'bigint'),
        'promise_punctual_count': ('case when is_punctual then 1 else 0 end', 'bigint'),
        'promise_paid_amount': ('least(paid_amount, promised_amount)', money),
        'promise_paid_in_grace_amount': ('least(paid_in_grace_amount, promised_amount)', money),
        'promise_days_late': ('case when is_fulfilled then days_to_payment else 0 end', 'bigint'),
    }) }}
{%- endmacro %}


{# Those sums over the promises of a group. #}
{% macro summed_matured_promises() -%}
    {%- for name, (measure, data_type) in matured_promise_measures().items() -%}
    cast(sum(case when is_matured then {{ measure }} else 0 end) as {{ data_type }}) as {{ name }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# Kept, fulfilled and punctual, by number and by amount, each with the reason where there is none to tell. #}
{% macro promise_rates() -%}
    {{ metric_rate('promise_kept_rate', 'promise_kept_count', 'promise_matured_count', 'no_matured_promises') }},
        {{ metric_rate(
            'promise_fulfilment_rate', 'promise_fulfilled_count', 'promise_matured_count', 'no_matured_promises'
        ) }},
        {{ metric_rate(
            'promise_punctuality_rate', 'promise_punctual_count', 'promise_fulfilled_count', 'no_fulfilled_promises'
        ) }},
        {{ metric_rate(
            'promise_amount_rate', 'promise_paid_amount', 'promise_matured_amount', 'no_matured_promises', money=true
        ) }},
        {{ metric_rate(
            'promise_amount_in_grace_rate', 'promise_paid_in_grace_amount', 'promise_matured_amount',
            'no_matured_promises', money=true
        ) }},
        {{ metric_rate(
            'average_days_to_payment', 'promise_days_late', 'promise_fulfilled_count', 'no_fulfilled_promises'
        ) }}
{%- endmacro %}
