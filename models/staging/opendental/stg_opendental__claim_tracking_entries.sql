with

source as (

    select * from {{ source('opendental', 'claimtracking') }}

),

types as (

    {{ opendental_words('claimtracking', 'TrackingType', code_type='text') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ClaimTrackingNum') }} as claim_tracking_entry_id,
        {{ opendental_key('ClaimNum') }} as claim_id,
        {{ opendental_key('UserNum') }} as user_id,
        {{ opendental_key('TrackingDefNum') }} as tracking_definition_id,
        {{ opendental_key('TrackingErrorDefNum') }} as tracking_error_definition_id,
        {{ decoded('types') }} as tracking_type,
        {{ opendental_timestamp('DateTimeEntry') }} as tracked_at

    from source
    left join types
        on {{ text_code('source.TrackingType') }} = types.code

)

select * from renamed
