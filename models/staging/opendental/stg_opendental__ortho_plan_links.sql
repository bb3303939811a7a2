with

source as (

    select * from {{ source('opendental', 'orthoplanlink') }}

),

link_types as (

    {{ opendental_words('orthoplanlink', 'LinkType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('OrthoPlanLinkNum') }} as ortho_plan_link_id,
        {{ opendental_key('OrthoCaseNum') }} as ortho_case_id,
        {{ opendental_key('FKey') }} as linked_id,
        {{ decoded('link_types') }} as link_type,
        {{ opendental_boolean('IsActive') }} as is_active,
        {{ opendental_timestamp('SecDateTEntry') }} as entered_at

    from source
    left join link_types
        on source.LinkType = link_types.code

)

select * from renamed
