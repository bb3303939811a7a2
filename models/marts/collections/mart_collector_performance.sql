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

with

metrics as (

    select * from {{ ref('int_collection_metrics') }}

),

collectors as (

    select
        period_start_date as month_start_date,
        snapshot_date as closing_date,
        cast(practice_id as integer) as practice_id,
        cast(user_id as bigint) as user_id,
        {{ columns_of('metrics', counts) }},
        {{ rates_with_reasons('metrics', rates) }},
        {{ wilson_interval('contact_rate', 'attempted_and_contacted_account_count', 'attempted_account_count') }},
        {{ wilson_interval('right_party_rate', 'right_party_attempt_count', 'attempt_count') }},
        {{ wilson_interval('promise_kept_rate', 'promise_kept_count', 'promise_matured_count') }},
        attempted_account_count < {{ small_sample() }} as is_small_contact_sample,
        attempt_count < {{ small_sample() }} as is_small_right_party_sample,
        promise_matured_count < {{ small_sample() }} as is_small_promise_sample

    from metrics
    where metric_level = 'user' and aging_bucket = 'all'

)

select * from collectors
