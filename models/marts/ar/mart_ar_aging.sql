-- Grain: account, those that owe nothing included.

with

aging as (

    select * from {{ ref('int_ar_aging') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

billing_types as (

    select
        definition_id as billing_type_id,
        item_name as billing_type

    from definitions
    where category_name = 'billing_types'

),

accounts as (

    select
        cast(aging.practice_id as integer) as practice_id,
        cast(aging.account_id as bigint) as account_id,
        {{ as_of_date() }} as as_of_date,
        cast(aging.clinic_id as bigint) as clinic_id,
        cast(aging.provider_id as bigint) as provider_id,
        coalesce(billing_types.billing_type, 'unassigned') as billing_type,
        aging.has_guarantor,
        cast(aging.balance_0_30 as decimal(18, 2)) as balance_0_30,
        cast(aging.balance_31_60 as decimal(18, 2)) as balance_31_60,
        cast(aging.balance_61_90 as decimal(18, 2)) as balance_61_90,
        cast(aging.balance_over_90 as decimal(18, 2)) as balance_over_90,
        cast(aging.balance_total as decimal(18, 2)) as balance_total,
        cast(aging.future_dated_amount as decimal(18, 2)) as future_dated_amount,
        cast(aging.balance_as_of as decimal(18, 2)) as balance_as_of,
        cast(aging.insurance_estimate as decimal(18, 2)) as insurance_estimate,
        cast(aging.patient_portion as decimal(18, 2)) as patient_portion,
        cast(aging.payment_plan_due as decimal(18, 2)) as payment_plan_due,
        cast(aging.past_due_current as decimal(18, 2)) as past_due_current,
        cast(aging.past_due_1_30 as decimal(18, 2)) as past_due_1_30,
        cast(aging.past_due_31_60 as decimal(18, 2)) as past_due_31_60,
        cast(aging.past_due_61_90 as decimal(18, 2)) as past_due_61_90,
        cast(aging.past_due_91_120 as decimal(18, 2)) as past_due_91_120,
        cast(aging.past_due_over_120 as decimal(18, 2)) as past_due_over_120,
        aging.oldest_due_date,
        cast(aging.days_past_due as integer) as days_past_due,
        aging.risk_class

    from aging
    left join billing_types on aging.billing_type_id = billing_types.billing_type_id

)

select * from accounts
