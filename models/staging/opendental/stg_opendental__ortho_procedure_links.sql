with

source as (

    select * from {{ source('opendental', 'orthoproclink') }}

),

link_types as (

    {{ opendental_words('orthoproclink', 'ProcLinkType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('OrthoProcLinkNum') }} as ortho_procedure_link_id,
        {{ opendental_key('OrthoCaseNum') }} as ortho_case_id,
        {{ opendental_key('ProcNum') }} as procedure_id,
        {{ decoded('link_types') }} as link_type,
        {{ opendental_timestamp('SecDateTEntry') }} as entered_at

    from source
    left join link_types
        on source.ProcLinkType = link_types.code

)

select * from renamed
