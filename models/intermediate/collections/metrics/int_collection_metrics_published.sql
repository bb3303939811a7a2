{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, unlogged=false) }}
-- Grain: as int_collection_metrics, for months that are over, as they were when first published. Append-only; no model
-- reads it.

{%- set figures = [
    'account_count', 'receivable_amount', 'past_due_amount', 'attempt_count', 'right_party_contact_count',
    'promise_made_count', 'promise_kept_count', 'promise_partial_count', 'promise_broken_count', 'task_opened_count',
    'task_completed_count', 'task_overdue_count', 'collected_amount',
] %}

with

metrics as (

    select * from {{ ref('int_collection_metrics') }}

),

-- at first there is no such table yet, and nothing was published
published as (

    select distinct
        practice_id,
        snapshot_date

    from {{ this if is_incremental() else 'metrics' }}
    where {{ '1 = 1' if is_incremental() else '1 = 0' }}

),

new_months as (

    select
        metrics.metric_key,
        metrics.practice_id,
        metrics.snapshot_date,
        metrics.metric_level,
        metrics.campaign_id,
        metrics.user_id,
        metrics.aging_bucket,
        {{ columns_of('metrics', figures) }},
        {{ as_of_date() }} as published_as_of_date

    from metrics
    left join published
        on metrics.practice_id = published.practice_id
        and metrics.snapshot_date = published.snapshot_date
    where
        published.snapshot_date is null
        and metrics.snapshot_date = {{ month_end('metrics.snapshot_date') }}

)

select * from new_months
