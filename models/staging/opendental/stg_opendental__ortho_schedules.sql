with

source as (

    select * from {{ source('opendental', 'orthoschedule') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('OrthoScheduleNum') }} as ortho_schedule_id,
        {{ opendental_date('BandingDateOverride') }} as banding_date_override,
        {{ opendental_date('DebondDateOverride') }} as debond_date_override,
        {{ money('BandingAmount') }} as banding_amount,
        {{ money('VisitAmount') }} as visit_amount,
        {{ money('DebondAmount') }} as debond_amount,
        {{ opendental_boolean('IsActive') }} as is_active,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source

)

select * from renamed
