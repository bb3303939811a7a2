{{
    config(
        materialized=incremental_or_table(), incremental_strategy='touched', unique_key='metric_key', unlogged=false
    )
}}
-- Grain: snapshot date × practice × metric level × campaign × user × aging bucket ('all' where not split).
-- A month's figures stand on its last day; those of the month of the as-of date, up to that day.

{%- set keys = [
    'snapshot_date', 'period_start_date', 'practice_id', 'metric_level', 'campaign_id', 'user_id',
    'aging_bucket',
] %}
{%- set counts = [
    'account_count', 'receivable_amount', 'past_due_amount', 'attempted_account_count', 'contacted_account_count',
    'attempted_and_contacted_account_count', 'promise_matured_count', 'promise_matured_amount',
] + metric_measures() | list %}
{%- set rates = [
    'recovery_rate', 'contact_rate', 'right_party_rate', 'promise_kept_rate', 'promise_fulfilment_rate',
    'promise_punctuality_rate', 'promise_amount_rate', 'promise_amount_in_grace_rate', 'average_days_to_payment',
    'contacts_per_payment',
] %}

with

accounts as (

    select * from {{ ref('int_collection_metric_accounts') }}

),

account_prints as (

    select
        {{ metric_month_key('accounts') }} as touched_key,
        input_fingerprint as account_fingerprint

    from accounts

),

fingerprints as (

    {{ input_fingerprints([('account_prints', ['account_fingerprint'])]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

touched_accounts as (

    select
        touched.touched_key,
        {{ columns_of('accounts', keys + ['account_id', 'receivable_amount', 'past_due_amount']) }},
        {{ columns_of('accounts', metric_measures() | list) }}

    from accounts
    inner join touched on {{ metric_month_key('accounts') }} = touched.touched_key

),

split as (

    {% for bucket in ["'all'", 'aging_bucket'] -%}
    select
        touched_key,
        snapshot_date,
        period_start_date,
        practice_id,
        metric_level,
        campaign_id,
        user_id,
        account_id,
        {{ bucket }} as aging_bucket,
        receivable_amount,
        past_due_amount,
        {{ metric_measures() | join(',\n        ') }}

    from touched_accounts
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

),

summed as (

    select
        touched_key,
        snapshot_date,
        period_start_date,
        practice_id,
        metric_level,
        campaign_id,
        user_id,
        aging_bucket,
        count(case when receivable_amount > 0 then 1 end) as account_count,
        cast(sum(receivable_amount) as decimal(18, 2)) as receivable_amount,
        cast(sum(past_due_amount) as decimal(18, 2)) as past_due_amount,
        count(case when attempt_count > 0 then account_id end) as attempted_account_count,
        count(case when right_party_contact_count > 0 then account_id end) as contacted_account_count,
        count(case when right_party_attempt_count > 0 then account_id end) as attempted_and_contacted_account_count,
        {{ summed_metric_measures() }}

    from split
    group by
        touched_key, snapshot_date, period_start_date, practice_id, metric_level, campaign_id, user_id, aging_bucket

),

matured as (

    select
        summed.*,
        promise_kept_count + promise_partial_count + promise_broken_count as promise_matured_count,
        cast(
            promise_kept_amount + promise_partial_amount + promise_broken_amount as decimal(18, 2)
        ) as promise_matured_amount

    from summed

),

metrics as (

    select
        cast(touched_key as {{ dbt.type_string() }}) || '-' || metric_level || '-'
        || coalesce(cast(coalesce(campaign_id, user_id) as {{ dbt.type_string() }}), '') || '-' || aging_bucket
            as metric_key,
        touched_key,
        {{ columns_of('matured', keys + counts) }},
        {{ metric_rate('recovery_rate', 'collected_amount', 'past_due_amount', 'nothing_past_due', money=true) }},
        {{ metric_rate(
            'contact_rate', 'attempted_and_contacted_account_count', 'attempted_account_count', 'no_attempts'
        ) }},
        {{ metric_rate('right_party_rate', 'right_party_attempt_count', 'attempt_count', 'no_attempts') }},
        {{ promise_rates() }},
        {{ metric_rate(
            'contacts_per_payment', 'attempt_count + notice_count', 'payment_count', 'no_payments'
        ) }}

    from matured

),

final as (

    select
        touched.touched_key,
        touched.input_fingerprint,
        {{ columns_of('metrics', ['metric_key'] + keys + counts) }},
        {{ rates_with_reasons('metrics', rates) }}

    from touched
    left join metrics on touched.touched_key = metrics.touched_key
    {{ keep_vanished('metrics.metric_key') }}

)

select * from final
