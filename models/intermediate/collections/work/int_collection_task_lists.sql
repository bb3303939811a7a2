-- Grain: task list of a practice.
-- Work is assigned by the list it lies in: an inbox is one person's, and so are the lists in it, unless their names
-- stand for a role.

with

task_lists as (

    select * from {{ ref('stg_opendental__task_lists') }}

),

users as (

    select * from {{ ref('stg_opendental__users') }}

),

roles as (

    select * from {{ ref('task_lists') }}

),

campaign_versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

-- of campaigns that share a list, the one that comes first
campaign_lists as (

    select
        practice_id,
        {{ normal_name('task_list_name') }} as list_name,
        campaign_code,
        campaign_id,
        row_number() over (
            partition by practice_id, {{ normal_name('task_list_name') }}
            order by priority, campaign_id, campaign_version_id
        ) as campaign_rank

    from campaign_versions
    where {{ normal_name('task_list_name') }} <> ''

),

-- an inbox of those who left belongs to whoever works there; one that several share to none of them
inboxes as (

    select
        inbox_task_list_id as task_list_id,
        case
            when sum(case when is_hidden then 0 else 1 end) = 1 then min(case when not is_hidden then user_id end)
            when count(*) = 1 then min(user_id)
        end as user_id

    from users
    where inbox_task_list_id is not null
    group by inbox_task_list_id

),

described as (

    select
        task_lists.practice_id,
        task_lists.task_list_id,
        task_lists.task_list_name,
        coalesce(
            roles.role, case when inboxes.task_list_id is not null then 'inbox' end, 'unmapped'
        ) as list_role,
        coalesce(roles.is_collection, false) as is_collection_list,
        campaign_lists.campaign_code,
        campaign_lists.campaign_id,
        inboxes.user_id as assigned_user_id,
        -- whether the list itself tells whose work it is; else the folder above tells
        inboxes.task_list_id is not null or coalesce(roles.role, 'inbox') <> 'inbox' as is_settled,
        task_lists.parent_task_list_id as next_task_list_id

    from task_lists
    left join inboxes on task_lists.task_list_id = inboxes.task_list_id
    left join roles on {{ normal_name('task_lists.task_list_name') }} = {{ normal_name('roles.task_list_name') }}
    left join campaign_lists
        on task_lists.practice_id = campaign_lists.practice_id
        and {{ normal_name('task_lists.task_list_name') }} = campaign_lists.list_name
        and campaign_lists.campaign_rank = 1

),

-- a list that does not tell asks the folder above, and from then on the one that that one points to: each step looks
-- twice as far up, 16 folders in all
{% for step, below in [('up_1', 'described'), ('up_2', 'up_1'), ('up_4', 'up_2'), ('up_8', 'up_4')] -%}
{{ step }} as (

    select
        lists.practice_id,
        lists.task_list_id,
        lists.task_list_name,
        lists.list_role,
        lists.is_collection_list,
        lists.campaign_code,
        lists.campaign_id,
        case when lists.is_settled then lists.assigned_user_id else above.assigned_user_id end as assigned_user_id,
        lists.is_settled or coalesce(above.is_settled, false) as is_settled,
        above.next_task_list_id

    from {{ below }} as lists
    left join {{ below }} as above on lists.next_task_list_id = above.task_list_id

),

{% endfor -%}
final as (

    select
        practice_id,
        task_list_id,
        task_list_name,
        list_role,
        is_collection_list,
        campaign_code,
        campaign_id,
        assigned_user_id,
        case
            when assigned_user_id is not null then 'user'
            when is_settled then 'role'
            else 'unassigned'
        end as assigned_to

    from up_8

)

select * from final
