{{ config(materialized=view_or_table()) }}
-- Grain: piece of a credit on a charge, as of the date.

with

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

pieces as (

    select
        cast(practice_id as integer) as practice_id,
        cast(account_id as bigint) as account_id,
        cast(charge_line_id as {{ dbt.type_string() }}) as charge_line_id,
        cast(credit_line_id as {{ dbt.type_string() }}) as credit_line_id,
        match_rule,
        coalesce(charge_date, {{ blank_date() }}) as charge_date,
        charge_kind,
        cast(clinic_id as bigint) as clinic_id,
        cast(provider_id as bigint) as provider_id,
        cast(procedure_id as bigint) as procedure_id,
        coalesce(credit_date, {{ blank_date() }}) as credit_date,
        credit_kind,
        cast(coalesce(payer_id, {{ unassigned_key() }}) as bigint) as payer_id,
        payment_method,
        is_transfer,
        cast(amount as decimal(18, 2)) as amount,
        cast(days_to_pay as integer) as days_to_pay

    from allocations

)

select * from pieces
