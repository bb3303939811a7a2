{{ config(materialized=incremental_or_table(), incremental_strategy='touched', unique_key='metric_level') }}
-- Grain: metric level × month × campaign × user × account: what an account adds to each metric of a month.
-- So each account, and what it owed when the month began, is there once at every level.

{#- campaign takes what has one, the others everything, what is nobody's as the unassigned user's; a presence only says
    that an account was there #}
{%- set levels = [
    ('overall', 'touched_events'), ('campaign', 'touched_events'), ('user', 'touched_events'),
    ('overall', 'touched_presences'), ('campaign', 'touched_presences'),
] %}

with

month_events as (

    select * from {{ ref('int_collection_month_events') }}

),

-- who owed something or was in a campaign counts, whether or not anything happened
month_presences as (

    select * from {{ ref('int_collection_month_presences') }}

),

owing as (

    select * from {{ ref('int_collection_month_start_accounts') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

fingerprints as (

    {{ input_fingerprints([
        ('month_events', ['snapshot_date', 'account_id', 'campaign_id', 'user_id'] + metric_measures() | list),
        ('month_presences', [
            'snapshot_date', 'account_id', 'campaign_id', 'aging_bucket', 'receivable_amount', 'past_due_amount',
        ]),
    ]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

touched_events as (

    select month_events.*

    from month_events
    where touched_key in (select touched_key from touched)

),

touched_presences as (

    select month_presences.*

    from month_presences
    where touched_key in (select touched_key from touched)

),

levelled as (

    {% for level, relation in levels -%}
    select
        '{{ level }}' as metric_level,
        practice_id,
        month_number,
        {{ 'campaign_id' if level == 'campaign' else 'cast(null as bigint)' }} as campaign_id,
        {{ 'coalesce(user_id, ' ~ unassigned_key() ~ ')' if level == 'user' else 'cast(null as bigint)' }} as user_id,
        {%- for measure, data_type in metric_measures().items() %}
        {{ measure if relation == 'touched_events' else 'cast(0 as ' ~ data_type ~ ') as ' ~ measure }},
        {%- endfor %}
        account_id

    from {{ relation }}
    {%- if level == 'campaign' %}
    where campaign_id is not null
    {%- endif %}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

),

summed as (

    select
        metric_level,
        practice_id,
        month_number,
        campaign_id,
        user_id,
        account_id,
        {{ summed_metric_measures() }}

    from levelled
    group by metric_level, practice_id, month_number, campaign_id, user_id, account_id

),

described as (

    select
        summed.*,
        periods.snapshot_date,
        periods.period_start_date,
        {{ metric_account_key('summed.account_id', 'summed.month_number') }} as touched_key,
        coalesce(owing.aging_bucket, 'none') as aging_bucket,
        cast(coalesce(owing.receivable_amount, 0) as decimal(18, 2)) as receivable_amount,
        cast(coalesce(owing.past_due_amount, 0) as decimal(18, 2)) as past_due_amount

    from summed
    inner join periods on summed.month_number = periods.month_number
    left join owing
        on summed.month_number = owing.month_number
        and summed.account_id = owing.account_id

),

final as (

    select
        described.metric_level,
        described.practice_id,
        described.month_number,
        described.snapshot_date,
        described.period_start_date,
        described.campaign_id,
        described.user_id,
        described.account_id,
        described.aging_bucket,
        described.receivable_amount,
        described.past_due_amount,
        {{ columns_of('described', metric_measures() | list) }},
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join described on touched.touched_key = described.touched_key
    {{ keep_vanished('described.metric_level') }}

)

select * from final
