{{ config(materialized='ephemeral') }}
-- Grain: communication of a campaign, with that campaign.

with

communications as (

    select * from {{ ref('int_collection_judged_communication') }}

),

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

memberships as (

    select * from {{ ref('int_collection_campaign_memberships') }}

),

-- an account has few spells, so that its days can meet all of them
matched as (

    select
        communications.communication_key,
        memberships.campaign_id,
        row_number() over (
            partition by communications.communication_key
            order by memberships.priority, memberships.campaign_id, memberships.entered_date
        ) as ordinal

    from communications
    inner join memberships on communications.account_id = memberships.account_id
    where
        memberships.entered_date <= communications.communication_date
        and (memberships.left_date is null or communications.communication_date < memberships.left_date)

),

chosen as (

    select
        communication_key,
        campaign_id

    from matched
    where ordinal = 1

),

final as (

    select
        communications.communication_key,
        coalesce(tasks.campaign_id, chosen.campaign_id) as campaign_id,
        case
            when tasks.campaign_id is not null then tasks.campaign_basis
            else 'membership'
        end as campaign_basis

    from communications
    left join tasks on communications.task_id = tasks.task_id
    left join chosen on communications.communication_key = chosen.communication_key
    where coalesce(tasks.campaign_id, chosen.campaign_id) is not null

)

select * from final
