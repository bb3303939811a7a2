{{ config(materialized=view_or_table()) }}
-- Grain: ledger line; + raises what is owed, − lowers it.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

adjustment_types as (

    select * from {{ ref('int_adjustment_kinds') }}

),

lines as (

    select
        cast(ledger.ledger_line_id as {{ dbt.type_string() }}) as ledger_line_id,
        cast(ledger.practice_id as integer) as practice_id,
        cast(ledger.account_id as bigint) as account_id,
        cast(ledger.clinic_id as bigint) as clinic_id,
        cast(ledger.provider_id as bigint) as provider_id,
        cast(
            coalesce(ledger.payer_id, {{ unassigned_key('ledger.practice_id') }}) as bigint
        ) as payer_id,
        cast(ledger.patient_id as bigint) as patient_id,
        ledger.aging_date as ledger_date,
        ledger.line_kind,
        case
            when ledger.line_kind = 'adjustment'
                then coalesce(adjustment_types.adjustment_type, 'unmapped')
        end as adjustment_type,
        ledger.payment_method,
        ledger.is_transfer,
        ledger.aging_date > {{ as_of_date() }} as is_future_dated,
        cast(ledger.amount as decimal(18, 2)) as amount,
        cast(ledger.procedure_id as bigint) as procedure_id,
        cast(ledger.claim_id as bigint) as claim_id,
        cast(ledger.payment_id as bigint) as payment_id,
        cast(ledger.payment_plan_id as bigint) as payment_plan_id,
        ledger.source_table,
        cast(ledger.source_id as bigint) as source_id

    from ledger
    left join adjustment_types on ledger.adjustment_type_id = adjustment_types.adjustment_type_id

)

select * from lines
