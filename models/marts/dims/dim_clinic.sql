-- Grain: clinic, the unassigned one of each practice and those that only money names included.

with

clinics as (

    select * from {{ ref('stg_opendental__clinics') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

ledger_monthly as (

    select * from {{ ref('int_ar_ledger_monthly') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

practices as (

    select * from {{ ref('practices') }}

),

members as (

    select
        practice_id,
        clinic_id
    from clinics

    union

    select
        practice_id,
        {{ unassigned_key() }} as clinic_id
    from settings

    union

    select
        practice_id,
        clinic_id
    from accounts

    union

    select
        practice_id,
        clinic_id
    from ledger_monthly

),

described as (

    select
        members.clinic_id,
        members.practice_id,
        coalesce(
            {{ seed_text('practices.practice_name') }},
            settings.practice_title,
            'Practice ' || cast(members.practice_id as {{ dbt.type_string() }})
        ) as practice_name,
        {{ opendental_number('members.clinic_id', 'members.practice_id') }} as clinic_number,
        clinics.clinic_name,
        clinics.clinic_abbreviation,
        coalesce(clinics.is_hidden, false) as is_hidden,
        members.clinic_id = {{ unassigned_key('members.practice_id') }} as is_unassigned,
        clinics.clinic_id is null as has_no_row

    from members
    left join clinics on members.clinic_id = clinics.clinic_id
    left join practices on members.practice_id = practices.practice_id
    left join settings on members.practice_id = settings.practice_id

),

named as (

    select
        cast(clinic_id as bigint) as clinic_id,
        cast(practice_id as integer) as practice_id,
        practice_name,
        cast(clinic_number as bigint) as clinic_number,
        {{ member_name('clinic_name', 'clinic_number', 'Unassigned', 'Unknown clinic') }}
            as clinic_name,
        {{ member_name('clinic_abbreviation', 'clinic_number', 'Unassigned', 'Unknown') }}
            as clinic_abbreviation,
        is_hidden,
        is_unassigned,
        has_no_row and not is_unassigned as is_unknown

    from described

)

select * from named
