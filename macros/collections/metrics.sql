{# What is counted for a metric, with its data type; every one of them adds up over accounts. #}
{% macro metric_measures() -%}
    {%- set money = 'decimal(18, 2)' -%}
    {{ return({
        'attempt_count': 'bigint',
        'right_party_attempt_count': 'bigint',
        'right_party_contact_count': 'bigint',
        'notice_count': 'bigint',
        'outbound_count': 'bigint',
        'inbound_count': 'bigint',
        'phone_count': 'bigint',
        'text_count': 'bigint',
        'email_count': 'bigint',
        'letter_count': 'bigint',
        'in_person_count': 'bigint',
        'other_channel_count': 'bigint',
        'task_opened_count': 'bigint',
        'task_completed_count': 'bigint',
        'task_overdue_count': 'bigint',
        'promise_made_count': 'bigint',
        'promise_made_amount': money,
        'promise_undated_count': 'bigint',
        'promise_kept_count': 'bigint',
        'promise_kept_amount': money,
        'promise_partial_count': 'bigint',
        'promise_partial_amount': money,
        'promise_broken_count': 'bigint',
        'promise_broken_amount': money,
        'promise_fulfilled_count': 'bigint',
        'promise_punctual_count': 'bigint',
        'promise_paid_amount': money,
        'promise_paid_in_grace_amount': money,
        'promise_days_late': 'bigint',
        'collected_amount': money,
        'payment_count': 'bigint',
    }) }}
{%- endmacro %}


{# The events of one CTE, in the columns that all kinds of events share: what it does not count is 0. #}
{% macro metric_events(relation, counted) -%}
    select
        practice_id,
        event_date,
        account_id,
        campaign_id,
        user_id,
        {%- for measure, data_type in metric_measures().items() %}
        cast({{ measure if measure in counted else 0 }} as {{ data_type }}) as {{ measure }}
        {{- ',' if not loop.last }}
        {%- endfor %}

    from {{ relation }}
{%- endmacro %}


{# Every measure, summed. #}
{% macro summed_metric_measures() -%}
    {%- for measure, data_type in metric_measures().items() -%}
    {{ whole_sum(measure) if data_type == 'bigint' else 'cast(sum(' ~ measure ~ ') as ' ~ data_type ~ ')' }} as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# The month of a snapshot date, as the number under which a practice's metrics are replaced. #}
{% macro metric_month_key(relation) -%}
    {{ unassigned_key(relation ~ '.practice_id') }}
        + cast(
            extract(year from {{ relation }}.snapshot_date) * 100 + extract(month from {{ relation }}.snapshot_date)
            as bigint
        )
{%- endmacro %}


{#
    An account in a month, as the number under which what it adds to the metrics is replaced. Months repeat after 341
    years and accounts after 2^50, to stay a bigint whatever keys a practice has: who share a number are made anew
    together, which is no harm.
#}
{% macro metric_account_key(account, month) -%}
    (coalesce({{ account }}, 0) % 1125899906842624 * 4096 + {{ month }} % 4096)
{%- endmacro %}


{# A metric's numerator ÷ denominator, and, where there is no denominator, the reason. #}
{% macro metric_rate(name, numerator, denominator, reason, money=false) -%}
    {%- set parts = [cents(numerator), cents(denominator)] if money else [numerator, denominator] -%}
    cast({{ ratio(parts[0], parts[1]) }} as decimal(18, 6)) as {{ name }},
        case when {{ denominator }} > 0 then null else '{{ reason }}' end as {{ name }}_reason
{%- endmacro %}


{# The metrics' rates, each followed by its reason. #}
{% macro rates_with_reasons(relation, rates) -%}
    {%- for rate in rates -%}
    {{ relation }}.{{ rate }},
        {{ relation }}.{{ rate }}_reason
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
