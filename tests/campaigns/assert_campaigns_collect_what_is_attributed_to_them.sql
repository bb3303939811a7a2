with

campaigns as (

    select * from {{ ref('int_collection_campaigns') }}

),

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

communications as (

    select * from {{ ref('int_collection_communication') }}

),

carried as (

    select
        campaign_id,
        'cash' as subject,
        amount
    from attribution
    where owner_type = 'communication' and account_id is not null

    union all

    select
        campaign_id,
        'tasks' as subject,
        1 as amount
    from tasks
    where account_id is not null

    union all

    select
        campaign_id,
        'communications' as subject,
        1 as amount
    from communications
    where account_id is not null

),

counted as (

    select
        campaign_id,
        'cash' as subject,
        -collected_amount as amount
    from campaigns

    union all

    select
        campaign_id,
        'tasks' as subject,
        -task_count as amount
    from campaigns

    union all

    select
        campaign_id,
        'communications' as subject,
        -communication_count as amount
    from campaigns

),

both_sides as (

    select * from carried
    where campaign_id is not null
    union all
    select * from counted

)

select
    campaign_id,
    subject,
    sum(amount) as difference

from both_sides
group by campaign_id, subject
having sum(amount) <> 0
