-- Grain: account. Who holds it is a key: names and phones are not in the marts.

with

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

-- OpenDental marks billing types by an e-mail or collection letter, in any case
billing_types as (

    select
        definition_id as billing_type_id,
        item_name as billing_type,
        upper(coalesce(item_value, '')) as usage_mark

    from definitions
    where category_name = 'billing_types'

),

described as (

    select
        cast(accounts.account_id as bigint) as account_id,
        cast(accounts.practice_id as integer) as practice_id,
        cast({{ opendental_number('accounts.account_id', 'accounts.practice_id') }} as bigint)
            as account_number,
        cast(accounts.clinic_id as bigint) as clinic_id,
        cast(accounts.provider_id as bigint) as provider_id,
        cast(accounts.billing_type_id as bigint) as billing_type_id,
        coalesce(billing_types.billing_type, 'unassigned') as billing_type,
        coalesce(billing_types.usage_mark = 'C', false) as is_in_collection,
        coalesce(billing_types.usage_mark = 'CE', false) as is_excluded_from_collection,
        accounts.has_guarantor,
        coalesce(accounts.guarantor_status, 'unknown') as guarantor_status,
        cast(accounts.patient_count as integer) as patient_count,
        cast(accounts.super_family_id as bigint) as super_family_id

    from accounts
    left join billing_types on accounts.billing_type_id = billing_types.billing_type_id

)

select * from described
