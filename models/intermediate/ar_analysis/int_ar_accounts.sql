-- Grain: account (a guarantor's key, whether or not the guarantor has a patient row).

with

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

families as (

    select
        practice_id,
        guarantor_id as account_id,
        count(*) as patient_count,
        max(edited_at) as patients_edited_at,
        max(case when patient_id <> guarantor_id then edited_at end) as members_edited_at

    from patients
    group by practice_id, guarantor_id

),

accounts as (

    select
        families.practice_id,
        families.account_id,
        guarantors.patient_id is not null as has_guarantor,
        coalesce(guarantors.guarantor_id = families.account_id, false) as is_own_guarantor,
        families.patient_count,
        guarantors.patient_status as guarantor_status,
        guarantors.billing_type_id,
        -- the unassigned member of the practice where nobody holds the account
        coalesce(guarantors.clinic_id, families.practice_id * cast(1000000000000 as bigint)) as clinic_id,
        coalesce(
            guarantors.primary_provider_id, families.practice_id * cast(1000000000000 as bigint)
        ) as provider_id,
        guarantors.super_family_id,
        families.patients_edited_at,
        families.members_edited_at

    from families
    left join patients as guarantors on families.account_id = guarantors.patient_id

)

select * from accounts
