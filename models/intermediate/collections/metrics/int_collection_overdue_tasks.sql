{{ config(materialized='ephemeral') }}
-- Grain: task × month at whose end it was overdue: due before that day, and not done by it.

with

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

spans as (

    select
        practice_id,
        task_id,
        account_id,
        campaign_id,
        assigned_user_id,
        {{ month_number(add_days('greatest(due_date, created_date)', 1)) }} as first_month_number,
        case
            when is_completed then {{ month_number('cast(completed_at as date)') }} - 1
            else {{ month_number(as_of_date()) }}
        end as last_month_number

    from tasks
    where
        greatest(due_date, created_date) < {{ as_of_date() }}
        and due_date is not null
        -- nobody knows for how long a task was open that was done without a day
        and (completed_at is not null or not is_completed)

),

-- a task stays overdue for as many months as its span: every span is spread over its months
offsets as (

    select
        spans.period_number as month_count,
        steps.period_number - 1 as step

    from periods as spans
    inner join periods as steps on spans.period_number >= steps.period_number

),

overdue as (

    select
        spans.practice_id,
        spans.task_id,
        spans.account_id,
        spans.campaign_id,
        spans.assigned_user_id,
        periods.snapshot_date

    from spans
    inner join offsets on spans.last_month_number - spans.first_month_number + 1 = offsets.month_count
    inner join periods on spans.first_month_number + offsets.step = periods.month_number

)

select * from overdue
