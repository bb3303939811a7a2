with

source as (

    select * from {{ source('opendental', 'stmtlink') }}

),

link_types as (

    {{ opendental_words('stmtlink', 'StmtLinkType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('StmtLinkNum') }} as statement_link_id,
        {{ opendental_key('StatementNum') }} as statement_id,
        {{ opendental_key('FKey') }} as linked_id,
        {{ decoded('link_types') }} as link_type

    from source
    left join link_types
        on source.StmtLinkType = link_types.code

)

select * from renamed
