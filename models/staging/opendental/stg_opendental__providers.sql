with

source as (

    select * from {{ source('opendental', 'provider') }}

),

statuses as (

    {{ opendental_words('provider', 'ProvStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ProvNum') }} as provider_id,
        nullif(Abbr, '') as provider_abbreviation,
        nullif(LName, '') as last_name,
        nullif(FName, '') as first_name,
        {{ opendental_key('Specialty') }} as specialty_id,
        {{ decoded('statuses') }} as provider_status,
        {{ opendental_boolean('IsSecondary') }} as is_hygienist,
        {{ opendental_boolean('IsNotPerson') }} as is_not_person,
        {{ opendental_boolean('IsHidden') }} as is_hidden,
        {{ opendental_date('DateTerm') }} as termination_date,
        {{ opendental_timestamp('DateTStamp') }} as edited_at

    from source
    left join statuses
        on source.ProvStatus = statuses.code

)

select * from renamed
