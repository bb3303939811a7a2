with

versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

in_order as (

    select
        practice_id,
        campaign_code,
        campaign_id,
        start_date,
        lag(campaign_id) over (partition by practice_id, campaign_code order by start_date, campaign_id)
            as campaign_id_before,
        lag(coalesce(end_date, cast('9999-12-31' as date))) over (
            partition by practice_id, campaign_code
            order by start_date, campaign_id
        ) as end_date_before

    from versions

)

select
    practice_id,
    campaign_code,
    start_date

from in_order
where campaign_id <> campaign_id_before or start_date <= end_date_before
