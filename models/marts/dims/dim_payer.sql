-- Grain: payer (insurance carrier), "no insurer" and those that only money names included.

with

carriers as (

    select * from {{ ref('stg_opendental__carriers') }}

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
        carrier_id as payer_id
    from carriers

    union

    select
        practice_id,
        {{ unassigned_key() }} as payer_id
    from settings

    union

    select
        practice_id,
        payer_id
    from ledger_monthly
    where payer_id is not null

),

described as (

    select
        members.payer_id,
        members.practice_id,
        {{ opendental_number('members.payer_id', 'members.practice_id') }} as payer_number,
        carriers.carrier_name,
        carriers.electronic_id,
        coalesce(carriers.is_hidden, false) as is_hidden,
        members.payer_id = {{ unassigned_key('members.practice_id') }} as is_unassigned,
        carriers.carrier_id is null as has_no_row

    from members
    left join carriers on members.payer_id = carriers.carrier_id

),

named as (

    select
        cast(payer_id as bigint) as payer_id,
        cast(practice_id as integer) as practice_id,
        cast(payer_number as bigint) as payer_number,
        {{ member_name('carrier_name', 'payer_number', 'No insurer', 'Unknown payer') }}
            as payer_name,
        electronic_id,
        is_hidden,
        is_unassigned,
        has_no_row and not is_unassigned as is_unknown

    from described

)

select * from named
