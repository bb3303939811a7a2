{{ config(materialized='ephemeral') }}
-- Grain: promise made or judged, piece of attributed cash, or payment. They count for the author of the touch behind.

with

promises as (

    select * from {{ ref('int_payment_promises') }}

),

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

promises_made as (

    select
        practice_id,
        made_date as event_date,
        account_id,
        campaign_id,
        user_id,
        1 as promise_made_count,
        promised_amount as promise_made_amount,
        case when due_date is null then 1 else 0 end as promise_undated_count

    from promises

),

-- a promise is judged in the month in which its days of grace end
promises_matured as (

    select
        practice_id,
        grace_date as event_date,
        account_id,
        campaign_id,
        user_id,
        case when state = 'kept' then 1 else 0 end as promise_kept_count,
        case when state = 'kept' then promised_amount else 0 end as promise_kept_amount,
        case when state = 'partial' then 1 else 0 end as promise_partial_count,
        case when state = 'partial' then promised_amount else 0 end as promise_partial_amount,
        case when state = 'broken' then 1 else 0 end as promise_broken_count,
        case when state = 'broken' then promised_amount else 0 end as promise_broken_amount,
        case when is_fulfilled then 1 else 0 end as promise_fulfilled_count,
        case when is_punctual then 1 else 0 end as promise_punctual_count,
        least(paid_amount, promised_amount) as promise_paid_amount,
        least(paid_in_grace_amount, promised_amount) as promise_paid_in_grace_amount,
        case when is_fulfilled then days_to_payment else 0 end as promise_days_late

    from promises
    where is_matured

),

collected as (

    select
        practice_id,
        cash_date as event_date,
        account_id,
        campaign_id,
        user_id,
        amount as collected_amount

    from attribution
    where owner_type = 'communication'

),

payments as (

    select distinct
        attribution.practice_id,
        attribution.cash_date as event_date,
        attribution.account_id,
        attribution.campaign_id,
        attribution.user_id,
        cash.payment_id,
        1 as payment_count

    from attribution
    inner join cash on attribution.cash_piece_id = cash.cash_piece_id
    where attribution.owner_type = 'communication' and not attribution.is_reversal

),

events as (

    {{ metric_events('promises_made', ['promise_made_count', 'promise_made_amount', 'promise_undated_count']) }}

    union all

    {{ metric_events('promises_matured', [
        'promise_kept_count', 'promise_kept_amount', 'promise_partial_count', 'promise_partial_amount',
        'promise_broken_count', 'promise_broken_amount', 'promise_fulfilled_count', 'promise_punctual_count',
        'promise_paid_amount', 'promise_paid_in_grace_amount', 'promise_days_late',
    ]) }}

    union all

    {{ metric_events('collected', ['collected_amount']) }}

    union all

    {{ metric_events('payments', ['payment_count']) }}

)

select * from events
where event_date <= {{ as_of_date() }}
