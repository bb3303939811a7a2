-- Grain: payment split. A split lowers the account of its own patient, whoever paid.

with

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

payment_methods as (

    select * from {{ ref('int_ar_payment_methods') }}

),

hidden_types as (

    select * from {{ ref('int_ar_hidden_unearned_types') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

lines as (

    select
        splits.practice_id,
        'paysplit' as source_table,
        splits.payment_split_id as source_id,
        'patient_payment' as line_kind,
        splits.split_date as ledger_date,
        cast(-splits.split_amount as decimal(18, 2)) as amount,
        cast(-splits.split_amount as decimal(18, 2)) as row_amount,
        patients.guarantor_id as account_id,
        splits.patient_id,
        splits.provider_id,
        splits.clinic_id,
        splits.procedure_id,
        splits.payment_id,
        splits.payment_plan_id,
        coalesce(payment_methods.payment_method, 'unassigned') as payment_method,
        coalesce(payment_methods.is_transfer, false) as is_transfer,
        splits.split_date as service_date,
        case
            when splits.payment_plan_charge_id is not null then 'plan_charge'
            when splits.adjustment_id is not null then 'adjustment'
            when splits.procedure_id is not null then 'procedure'
        end as link_type,
        coalesce(splits.payment_plan_charge_id, splits.adjustment_id, splits.procedure_id) as link_id,
        splits.has_subcents,
        splits.edited_at,
        case
            when not splits.is_usable_amount then 'unusable_amount'
            when
                splits.split_amount <> 0
                and patients.patient_id is null
                and hidden_types.unearned_type_id is null
                and not (splits.payment_plan_id is not null and settings.is_plan_outside_account)
                then 'patient_missing'
        end as quarantine_reason,
        case
            when splits.split_amount = 0 then 'zero_amount'
            when hidden_types.unearned_type_id is not null then 'hidden_unearned'
            when splits.payment_plan_id is not null and settings.is_plan_outside_account
                then 'plan_payment_outside_account'
        end as exclusion_rule

    from splits
    left join patients on splits.patient_id = patients.patient_id
    left join payment_methods on splits.payment_id = payment_methods.payment_id
    left join hidden_types on splits.unearned_type_id = hidden_types.unearned_type_id
    left join settings on splits.practice_id = settings.practice_id

)

select * from lines
