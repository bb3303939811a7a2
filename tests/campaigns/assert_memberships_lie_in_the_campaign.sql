with

memberships as (

    select * from {{ ref('int_collection_campaign_memberships') }}

),

versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

in_order as (

    select
        campaign_id,
        campaign_version_id,
        account_id,
        spell_number,
        entered_date,
        lag(coalesce(left_date, cast('9999-12-31' as date))) over (
            partition by campaign_id, account_id
            order by spell_number
        ) as left_before

    from memberships

)

select
    in_order.campaign_id,
    in_order.account_id,
    in_order.spell_number

from in_order
inner join versions on in_order.campaign_version_id = versions.campaign_version_id
where
    in_order.campaign_id <> versions.campaign_id
    or in_order.entered_date < versions.start_date
    or in_order.entered_date > versions.last_date
    or in_order.entered_date < in_order.left_before
