with

source as (

    select * from {{ source('opendental', 'appointment') }}

),

statuses as (

    {{ opendental_words('appointment', 'AptStatus') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('AptNum') }} as appointment_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ProvNum') }} as provider_id,
        {{ opendental_key('ProvHyg') }} as hygienist_provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('Confirmed') }} as confirmation_status_id,
        {{ decoded('statuses') }} as appointment_status,
        {{ opendental_timestamp('AptDateTime') }} as appointment_at,
        {{ opendental_boolean('IsNewPatient') }} as is_new_patient,
        {{ opendental_boolean('IsHygiene') }} as is_hygiene,
        {{ opendental_timestamp('SecDateTEntry') }} as entered_at,
        {{ opendental_timestamp('DateTStamp') }} as edited_at

    from source
    left join statuses
        on source.AptStatus = statuses.code

)

select * from renamed
