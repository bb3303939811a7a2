with

versions as (

    select * from {{ ref('int_collection_campaign_versions') }}

),

task_lists as (

    select * from {{ ref('stg_opendental__task_lists') }}

),

known as (

    select distinct
        practice_id,
        {{ normal_name('task_list_name') }} as task_list_name

    from task_lists

)

select
    versions.practice_id,
    versions.campaign_code,
    versions.task_list_name

from versions
left join known
    on versions.practice_id = known.practice_id
    and {{ normal_name('versions.task_list_name') }} = known.task_list_name
where versions.task_list_name is not null and known.task_list_name is null
