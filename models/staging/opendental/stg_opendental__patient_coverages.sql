with

source as (

    select * from {{ source('opendental', 'patplan') }}

),

relationships as (

    {{ opendental_words('patplan', 'Relationship') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PatPlanNum') }} as patient_coverage_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_key('InsSubNum') }} as insurance_subscription_id,
        Ordinal as coverage_order,
        {{ decoded('relationships') }} as relationship_to_subscriber,
        {{ opendental_boolean('IsPending') }} as is_pending,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source
    left join relationships
        on source.Relationship = relationships.code

)

select * from renamed
