with

source as (

    select * from {{ source('opendental', 'patient') }}

),

statuses as (

    {{ opendental_words('patient', 'PatStatus') }}

),

text_consents as (

    {{ opendental_words('patient', 'TxtMsgOk') }}

),

short_code_consents as (

    {{ opendental_words('patient', 'ShortCodeOptIn') }}

),

contact_methods as (

    {{ opendental_words('patient', 'PreferContactMethod') }}

),

confirmation_methods as (

    {{ opendental_words('patient', 'PreferConfirmMethod') }}

),

recall_methods as (

    {{ opendental_words('patient', 'PreferRecallMethod') }}

),

confidential_methods as (

    {{ opendental_words('patient', 'PreferContactConfidential') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PatNum') }} as patient_id,
        coalesce({{ opendental_key('Guarantor') }}, {{ opendental_key('PatNum') }}) as guarantor_id,
        {{ opendental_key('SuperFamily') }} as super_family_id,
        {{ opendental_key('ResponsParty') }} as responsible_party_id,
        {{ opendental_key('BillingType') }} as billing_type_id,
        {{ opendental_member_key('PriProv') }} as primary_provider_id,
        {{ opendental_key('SecProv') }} as secondary_provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ decoded('statuses') }} as patient_status,
        nullif(LName, '') as last_name,
        nullif(FName, '') as first_name,
        nullif(MiddleI, '') as middle_initial,
        nullif(Preferred, '') as preferred_name,
        {{ opendental_date('Birthdate') }} as birth_date,
        nullif(Language, '') as preferred_language,
        nullif(HmPhone, '') as home_phone,
        nullif(WkPhone, '') as work_phone,
        nullif(WirelessPhone, '') as wireless_phone,
        nullif(Email, '') as email_address,
        nullif(Address, '') as address_line_1,
        nullif(Address2, '') as address_line_2,
        nullif(City, '') as city,
        nullif(State, '') as state,
        nullif(Zip, '') as postal_code,
        {{ decoded('text_consents') }} as text_message_consent,
        {{ decoded('short_code_consents') }} as short_code_consent,
        {{ decoded('contact_methods') }} as preferred_contact_method,
        {{ decoded('confirmation_methods') }} as preferred_confirmation_method,
        {{ decoded('recall_methods') }} as preferred_recall_method,
        {{ decoded('confidential_methods') }} as preferred_confidential_method,
        {{ opendental_boolean('HasSuperBilling') }} as has_super_billing,
        {{ opendental_boolean('HasSignedTil') }} as has_signed_truth_in_lending,
        {{ money('EstBalance') }} as estimated_balance_amount,
        {{ money('Bal_0_30') }} as aging_0_30_amount,
        {{ money('Bal_31_60') }} as aging_31_60_amount,
        {{ money('Bal_61_90') }} as aging_61_90_amount,
        {{ money('BalOver90') }} as aging_over_90_amount,
        {{ money('BalTotal') }} as balance_total_amount,
        {{ money('InsEst') }} as insurance_estimate_amount,
        {{ money('PayPlanDue') }} as payment_plan_due_amount,
        {{ opendental_date('DateFirstVisit') }} as first_visit_date,
        {{ opendental_date('AdmitDate') }} as admission_date,
        {{ opendental_timestamp('DateTimeDeceased') }} as deceased_at,
        {{ opendental_date('SecDateEntry') }} as entered_date,
        {{ opendental_timestamp('DateTStamp') }} as edited_at

    from source
    left join statuses
        on source.PatStatus = statuses.code
    left join text_consents
        on source.TxtMsgOk = text_consents.code
    left join short_code_consents
        on source.ShortCodeOptIn = short_code_consents.code
    left join contact_methods
        on source.PreferContactMethod = contact_methods.code
    left join confirmation_methods
        on source.PreferConfirmMethod = confirmation_methods.code
    left join recall_methods
        on source.PreferRecallMethod = recall_methods.code
    left join confidential_methods
        on source.PreferContactConfidential = confidential_methods.code

)

select * from renamed
