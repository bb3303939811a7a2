with

source as (

    select * from {{ source('opendental', 'orthocase') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('OrthoCaseNum') }} as ortho_case_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ProvNum') }} as provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('OrthoType') }} as ortho_type_id,
        {{ opendental_date('BandingDate') }} as banding_date,
        {{ opendental_date('DebondDateExpected') }} as expected_debond_date,
        {{ opendental_date('DebondDate') }} as debond_date,
        {{ money('Fee') }} as fee_amount,
        {{ money('FeeInsPrimary') }} as primary_insurance_amount,
        {{ money('FeeInsSecondary') }} as secondary_insurance_amount,
        {{ money('FeePat') }} as patient_amount,
        {{ opendental_boolean('IsTransfer') }} as is_transfer,
        {{ opendental_boolean('IsActive') }} as is_active,
        {{ opendental_timestamp('SecDateTEntry') }} as entered_at,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source

)

select * from renamed
