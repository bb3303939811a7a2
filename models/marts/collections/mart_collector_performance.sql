-- Grain: month × OpenDental user who did collection work in it, or for whose work money came in.

{%- set counts = [
    'account_count', 'attempt_count', 'right_party_attempt_count', 'notice_count', 'outbound_count', 'inbound_count',
    'right_party_contact_count', 'attempted_account_count', 'contacted_account_count',
    'attempted_and_contacted_account_count', 'task_opened_count', 'task_completed_count', 'task_overdue_count',
    'promise_made_count', 'promise_made_amount', 'promise_undated_count',
] + matured_promise_measures() | list + ['collected_amount', 'payment_count'] %}
{%- set rates = [
    'contact_rate', 'right_party_rate', 'promise_kept_rate', 'promise_fulfilment_rate', 'promise_punctuality_rate',
    'promise_amount_rate', 'promise_amount_in_grace_rate', 'average_days_to_payment', 'contacts_per_payment',
] %}
{#- rates of which so few may be counted that their interval counts: successes, trials, the name of the sample #}
{%- set sampled = {
    'contact_rate': ('attempted_and_contacted_account_count', 'attempted_account_count', 'contact'),
    'right_party_rate': ('right_party_attempt_count', 'attempt_count', 'right_party'),
    'promise_kept_rate': ('promise_kept_count', 'promise_matured_count', 'promise'),
} %}
{%- set small_sample = 30 %}

with

metrics as (

    select * from {{ ref('int_collection_metrics') }}

),

collectors as (

    select
        period_start_date as month_start_date,
        snapshot_date as closing_date,
        cast(practice_id as integer) as practice_id,
        {{ columns_of('metrics', counts) }},
        {{ rates_with_reasons('metrics', rates) }},
        -- The 95 % interval of a rate after Wilson: where it may well lie, seen that so few were counted; null where
        -- nothing was. (2k + z² ± z √(z² + 4k(n − k) / n)) / 2(n + z²) with z = 1.96, all of it × 10,000. Below the
        -- root are whole numbers; sums, products and roots of doubles are the same on every engine, and so is
        -- `floor`: only casts of doubles to decimals round in different ways.
        {%- for rate, (successes, trials, _) in sampled.items() %}
        {%- for bound, sign in {'low': '-', 'high': '+'}.items() %}
        cast(
            cast(
                case
                    when {{ trials }} > 0
                        then cast(
                            floor(
                                (
                                    20000 * {{ successes }} + 38416
                                    {{ sign }} 196 * sqrt(
                                        38416 * {{ trials }}
                                        + 40000 * {{ successes }} * ({{ trials }} - {{ successes }})
                                    ) / sqrt({{ trials }})
                                ) / (20000 * {{ trials }} + 76832) * 1000000 + 0.5
                            ) as bigint
                        )
                end as decimal(18, 0)
            ) * cast(0.000001 as decimal(7, 6)) as decimal(18, 6)
        ) as {{ rate }}_{{ bound }},
        {%- endfor %}
        {%- endfor %}
        {%- for _, trials, sample in sampled.values() %}
        {{ trials }} < {{ small_sample }} as is_small_{{ sample }}_sample,
        {%- endfor %}
        cast(user_id as bigint) as user_id

    from metrics
    where metric_level = 'user' and aging_bucket = 'all'

)

select * from collectors
