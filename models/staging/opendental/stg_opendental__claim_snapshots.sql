with

source as (

    select * from {{ source('opendental', 'claimsnapshot') }}

),

claim_types as (

    {{ opendental_words('claimsnapshot', 'ClaimType', code_type='text') }}

),

triggers as (

    {{ opendental_words('claimsnapshot', 'SnapshotTrigger') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('ClaimSnapshotNum') }} as claim_snapshot_id,
        {{ opendental_key('ClaimProcNum') }} as claim_procedure_id,
        {{ opendental_key('ProcNum') }} as procedure_id,
        {{ decoded('claim_types') }} as claim_type,
        {{ decoded('triggers') }} as snapshot_trigger,
        {{ money('Fee') }} as fee_amount,
        {{ money('InsPayEst') }} as insurance_estimate_amount,
        {{ money_or_blank('Writeoff') }} as writeoff_estimate_amount,
        {{ opendental_timestamp('DateTEntry') }} as entered_at

    from source
    left join claim_types
        on {{ text_code('source.ClaimType') }} = claim_types.code
    left join triggers
        on source.SnapshotTrigger = triggers.code

)

select * from renamed
