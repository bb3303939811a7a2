with

memberships as (

    select * from {{ ref('int_collection_campaign_memberships') }}

),

campaigns as (

    select * from {{ ref('int_collection_campaigns') }}

),

first_spells as (

    select
        campaign_id,
        account_id,
        targeted_at_entry,
        row_number() over (partition by campaign_id, account_id order by entered_date) as entry_number

    from memberships

),

expected as (

    select
        campaign_id,
        count(*) as account_count,
        sum(targeted_at_entry) as targeted_amount

    from first_spells
    where entry_number = 1
    group by campaign_id

)

select
    campaigns.campaign_id,
    campaigns.targeted_amount,
    expected.targeted_amount as expected_amount

from campaigns
left join expected on campaigns.campaign_id = expected.campaign_id
where
    campaigns.targeted_amount <> coalesce(expected.targeted_amount, 0)
    or campaigns.account_count <> coalesce(expected.account_count, 0)
