{{ config(materialized='ephemeral') }}
-- Grain: task with a follow-up date and a task that takes it up: the account's first later one for that day or after.

with

tasks as (

    select * from {{ ref('int_collection_judged_tasks') }}

),

dated as (

    select
        task_id,
        account_id,
        created_at,
        follow_up_date,
        coalesce(due_date, created_date) as work_date

    from tasks
    where account_id is not null

),

-- of one account, and so few
ranked as (

    select
        dated.task_id,
        later.task_id as follow_up_task_id,
        row_number() over (
            partition by dated.task_id order by later.work_date, later.created_at, later.task_id
        ) as follow_up_rank

    from dated
    inner join dated as later
        on dated.account_id = later.account_id
        and dated.task_id <> later.task_id
    where
        later.work_date >= dated.follow_up_date
        and later.created_at > dated.created_at

),

final as (

    select
        task_id,
        follow_up_task_id

    from ranked
    where follow_up_rank = 1

)

select * from final
