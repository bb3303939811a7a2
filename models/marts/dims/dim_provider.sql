-- Grain: provider, the unassigned one of each practice and those that only money names included.

with

providers as (

    select * from {{ ref('stg_opendental__providers') }}

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

members as (

    select
        practice_id,
        provider_id
    from providers

    union

    select
        practice_id,
        {{ unassigned_key() }} as provider_id
    from settings

    union

    select
        practice_id,
        provider_id
    from accounts

    union

    select
        practice_id,
        provider_id
    from ledger_monthly

),

described as (

    select
        members.provider_id,
        members.practice_id,
        {{ opendental_number('members.provider_id', 'members.practice_id') }} as provider_number,
        providers.provider_abbreviation,
        coalesce(providers.provider_status, 'unknown') as provider_status,
        coalesce(providers.is_hygienist, false) as is_hygienist,
        coalesce(providers.is_not_person, false) as is_not_person,
        coalesce(providers.is_hidden, false) as is_hidden,
        members.provider_id = {{ unassigned_key('members.practice_id') }} as is_unassigned,
        providers.provider_id is null as has_no_row

    from members
    left join providers on members.provider_id = providers.provider_id

),

named as (

    select
        cast(provider_id as bigint) as provider_id,
        cast(practice_id as integer) as practice_id,
        cast(provider_number as bigint) as provider_number,
        {{ member_name('provider_abbreviation', 'provider_number', 'Unassigned', 'Unknown') }}
            as provider_abbreviation,
        provider_status,
        is_hygienist,
        is_not_person,
        is_hidden,
        is_unassigned,
        has_no_row and not is_unassigned as is_unknown

    from described

)

select * from named
