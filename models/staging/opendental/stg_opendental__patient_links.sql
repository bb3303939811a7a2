with

source as (

    select * from {{ source('opendental', 'patientlink') }}

),

link_types as (

    {{ opendental_words('patientlink', 'LinkType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PatientLinkNum') }} as patient_link_id,
        case
            when link_types.word <> 'paysimple' then {{ opendental_key('PatNumFrom') }}
        end as from_patient_id,
        case
            when link_types.word <> 'paysimple' then {{ opendental_key('PatNumTo') }}
        end as to_patient_id,
        {{ decoded('link_types') }} as link_type,
        {{ opendental_timestamp('DateTimeLink') }} as linked_at

    from source
    left join link_types
        on source.LinkType = link_types.code

)

select * from renamed
