{{ config(materialized='ephemeral') }}
-- Grain: task of a campaign, with that campaign.

with

tasks as (

    select * from {{ ref('int_collection_judged_tasks') }}

),

task_lists as (

    select * from {{ ref('int_collection_task_lists') }}

),

memberships as (

    select * from {{ ref('int_collection_campaign_memberships') }}

),

-- an account has few spells, so that its tasks can meet all of them
matched as (

    select
        tasks.task_id,
        memberships.campaign_id,
        row_number() over (
            partition by tasks.task_id
            order by memberships.priority, memberships.campaign_id, memberships.entered_date
        ) as campaign_rank

    from tasks
    inner join memberships on tasks.account_id = memberships.account_id
    where
        memberships.entered_date <= tasks.created_date
        and (memberships.left_date is null or tasks.created_date < memberships.left_date)

),

final as (

    select
        tasks.task_id,
        coalesce(task_lists.campaign_id, matched.campaign_id) as campaign_id,
        case when task_lists.campaign_id is not null then 'task_list' else 'membership' end as campaign_basis

    from tasks
    left join task_lists on tasks.task_list_id = task_lists.task_list_id
    left join matched
        on tasks.task_id = matched.task_id
        and matched.campaign_rank = 1
    where coalesce(task_lists.campaign_id, matched.campaign_id) is not null

)

select * from final
