with

versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

billing_types as (

    select distinct
        practice_id,
        {{ normal_name('item_name') }} as item_name

    from definitions
    where category_name = 'billing_types'

),

counted as (

    select
        versions.campaign_version_id,
        versions.campaign_code,
        versions.billing_types,
        length(versions.billing_types) - length(replace(versions.billing_types, '|', '')) + 1 as names_given,
        count(billing_types.item_name) as names_known

    from versions
    left join billing_types
        on versions.practice_id = billing_types.practice_id
        and {{ names_include('versions.billing_types', 'billing_types.item_name') }}
    where versions.billing_types is not null
    group by versions.campaign_version_id, versions.campaign_code, versions.billing_types

)

select * from counted
where names_given <> names_known
