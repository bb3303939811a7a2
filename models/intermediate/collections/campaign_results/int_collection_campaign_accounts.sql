-- Grain: campaign × account that was in it, or that it was worked for without having been in it.

with

memberships as (

    select * from {{ ref('int_collection_campaign_memberships') }}

),

activity as (

    select * from {{ ref('int_collection_campaign_activity') }}

),

member_cash as (

    select * from {{ ref('int_collection_campaign_member_cash') }}

),

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

-- whichever campaign it is for: somebody looks after the account
accounts_with_open_task as (

    select distinct account_id
    from tasks
    where not is_completed and account_id is not null

),

spells as (

    select
        memberships.*,
        member_cash.member_cash_amount,
        max(memberships.spell_number) over (
            partition by memberships.campaign_id, memberships.account_id
        ) as last_spell_number

    from memberships
    left join member_cash
        on memberships.campaign_id = member_cash.campaign_id
        and memberships.account_id = member_cash.account_id
        and memberships.spell_number = member_cash.spell_number

),

-- an account that comes back is targeted once, with what it owed the first time
targeted as (

    select
        practice_id,
        campaign_id,
        account_id,
        max(case when spell_number = 1 then entered_date end) as first_entered_date,
        max(case when spell_number = 1 then balance_at_entry end) as balance_at_entry,
        max(case when spell_number = 1 then past_due_at_entry end) as past_due_at_entry,
        max(case when spell_number = 1 then targeted_at_entry end) as targeted_amount,
        max(case when spell_number = 1 then aging_bucket_at_entry end) as aging_bucket_at_entry,
        max(case when spell_number = last_spell_number then left_date end) as left_date,
        max(case when spell_number = last_spell_number then left_reason end) as left_reason,
        cast(count(*) as integer) as spell_count,
        cast(sum(coalesce(member_cash_amount, 0)) as decimal(18, 2)) as member_cash_amount

    from spells
    group by practice_id, campaign_id, account_id

),

campaign_accounts as (

    select
        coalesce(targeted.practice_id, activity.practice_id) as practice_id,
        coalesce(targeted.campaign_id, activity.campaign_id) as campaign_id,
        coalesce(targeted.account_id, activity.account_id) as account_id,
        targeted.account_id is not null as was_member,
        targeted.account_id is not null and targeted.left_date is null as is_member,
        targeted.first_entered_date,
        targeted.balance_at_entry,
        targeted.past_due_at_entry,
        targeted.targeted_amount,
        targeted.aging_bucket_at_entry,
        targeted.left_date,
        targeted.left_reason,
        coalesce(targeted.spell_count, 0) as spell_count,
        accounts_with_open_task.account_id is not null as has_open_task,
        {{ campaign_measures_or_none('activity') }},
        activity.last_contact_date,
        cast(coalesce(targeted.member_cash_amount, 0) as decimal(18, 2)) as member_cash_amount

    from targeted
    full outer join activity
        on targeted.campaign_id = activity.campaign_id
        and targeted.account_id = activity.account_id
    left join accounts_with_open_task
        on coalesce(targeted.account_id, activity.account_id) = accounts_with_open_task.account_id

)

select * from campaign_accounts
