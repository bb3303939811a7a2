{{ config(materialized='ephemeral') }}
-- Grain: event that a metric counts, in its month.

with

work_events as (

    select * from {{ ref('int_collection_work_events') }}

),

promise_and_cash_events as (

    select * from {{ ref('int_collection_promise_and_cash_events') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

events as (

    select * from work_events
    union all
    select * from promise_and_cash_events

),

month_events as (

    select
        events.*,
        periods.month_number,
        periods.snapshot_date,
        {{ metric_account_key('events.account_id', 'periods.month_number') }} as touched_key

    from events
    inner join periods on {{ month_number('events.event_date') }} = periods.month_number

)

select * from month_events
