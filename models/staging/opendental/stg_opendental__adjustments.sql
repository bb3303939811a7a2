with

source as (

    select * from {{ source('opendental', 'adjustment') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('AdjNum') }} as adjustment_id,
        {{ opendental_key('PatNum') }} as patient_id,
        {{ opendental_member_key('ProvNum') }} as provider_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('AdjType') }} as adjustment_type_id,
        {{ opendental_key('ProcNum') }} as procedure_id,
        {{ opendental_key('StatementNum') }} as statement_id,
        {{ opendental_key('SecUserNumEntry') }} as entered_by_user_id,
        {{ opendental_date('AdjDate') }} as adjustment_date,
        {{ opendental_date('ProcDate') }} as procedure_date,
        {{ opendental_date('DateEntry') }} as entry_date,
        {{ money('AdjAmt') }} as adjustment_amount,
        {{ is_usable_amount('AdjAmt') }} as is_usable_amount,
        {{ has_subcents('AdjAmt') }} as has_subcents,
        {{ opendental_timestamp('SecDateTEdit') }} as edited_at

    from source

)

select * from renamed
