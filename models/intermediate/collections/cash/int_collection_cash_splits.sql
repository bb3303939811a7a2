-- Grain: payment split that is cash, not an income transfer, up to the as-of date.

with

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

payments as (

    select * from {{ ref('stg_opendental__payments') }}

),

payment_methods as (

    select * from {{ ref('int_ar_payment_methods') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

agency_transactions as (

    select * from {{ ref('stg_opendental__agency_transactions') }}

),

-- OpenDental passes payments on to the agency, but not one that came from there: that one is marked `none`
known_to_agency as (

    select distinct linked_id as payment_split_id

    from agency_transactions
    where link_type = 'payment_split' and transaction_type = 'none'

),

cash_splits as (

    select
        splits.practice_id,
        splits.payment_split_id,
        splits.payment_id,
        patients.guarantor_id as account_id,
        splits.patient_id,
        coalesce(payments.patient_id, splits.patient_id) as payer_patient_id,
        splits.split_date as cash_date,
        -- rows know when they were last edited: on the day itself, the money was there by then
        case
            when
                cast(splits.edited_at as date) = splits.split_date
                and cast(payments.edited_at as date) = splits.split_date
                then least(splits.edited_at, payments.edited_at)
            when cast(splits.edited_at as date) = splits.split_date then splits.edited_at
            when cast(payments.edited_at as date) = splits.split_date then payments.edited_at
        end as cash_at,
        splits.split_amount as amount,
        case
            when splits.adjustment_id is not null then 'A' || cast(splits.adjustment_id as {{ dbt.type_string() }})
            when splits.procedure_id is not null then 'P' || cast(splits.procedure_id as {{ dbt.type_string() }})
        end as linked_line_id,
        case
            when payment_methods.payment_method = 'agency' or known_to_agency.payment_split_id is not null
                then 'agency'
            -- an instalment, or a card that is charged by schedule
            when
                splits.payment_plan_id is not null
                or splits.payment_plan_charge_id is not null
                or coalesce(payments.is_recurring_card_charge, false)
                then 'plan'
            when splits.unearned_type_id is not null then 'prepayment'
            else 'account'
        end as split_purpose

    from splits
    left join payments on splits.payment_id = payments.payment_id
    left join payment_methods on splits.payment_id = payment_methods.payment_id
    left join patients on splits.patient_id = patients.patient_id
    left join known_to_agency on splits.payment_split_id = known_to_agency.payment_split_id
    where
        not coalesce(payment_methods.is_transfer, false)
        and splits.is_usable_amount
        and splits.split_amount <> 0
        and coalesce(splits.split_date, {{ blank_date() }}) <= {{ as_of_date() }}

)

select * from cash_splits
