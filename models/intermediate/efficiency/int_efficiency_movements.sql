{{ config(materialized='ephemeral') }}
-- Grain: account × month of the ledger, up to the as-of date. What has no date is in a month of 1900, before all.

{% set is_payment = "line_kind in ('insurance_payment', 'patient_payment')" -%}
{% set movements = {
    'charge_amount': {'sign': '', 'lines': "line_kind = 'procedure'"},
    'contractual_writeoff_amount': {
        'sign': '-', 'lines': "line_kind = 'writeoff' or adjustment_kind = 'insurance_writeoff'"
    },
    'discount_amount': {'sign': '-', 'lines': "production_movement = 'discount'"},
    'ledger_cash_amount': {'sign': '-', 'lines': is_payment ~ ' and not is_transfer'},
    'refund_amount': {'sign': '', 'lines': is_payment ~ ' and not is_transfer and amount > 0'},
    'given_up_amount': {'sign': '-', 'lines': 'is_given_up'},
    'other_adjustment_amount': {
        'sign': '',
        'lines': "adjustment_kind <> 'insurance_writeoff' and production_movement <> 'discount' and not is_given_up",
    },
    'plan_amount': {'sign': '', 'lines': "line_kind in ('plan_debit', 'plan_credit', 'plan_discount')"},
    'moved_to_plan_amount': {'sign': '-', 'lines': "line_kind = 'plan_credit'"},
    'transfer_amount': {'sign': '-', 'lines': is_payment ~ ' and is_transfer'},
    'ledger_amount': {'sign': '', 'lines': 'true'},
} -%}

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

adjustment_kinds as (

    select * from {{ ref('int_adjustment_kinds') }}

),

agency_changes as (

    select * from {{ ref('int_collection_agency_changes') }}

),

lines as (

    select
        ledger.account_id,
        ledger.line_kind,
        ledger.is_transfer,
        ledger.amount,
        {{ month_start('ledger.aging_date') }} as month_start_date,
        case
            when ledger.line_kind = 'adjustment' then coalesce(adjustment_kinds.adjustment_kind, 'unmapped')
        end as adjustment_kind,
        coalesce(adjustment_kinds.production_movement, 'adjustment') as production_movement,
        coalesce(adjustment_kinds.is_given_up, false) as is_given_up

    from ledger
    left join adjustment_kinds on ledger.adjustment_type_id = adjustment_kinds.adjustment_type_id
    where ledger.aging_date <= {{ as_of_date() }}

),

moved as (

    select
        account_id,
        month_start_date,
        {%- for amount, movement in movements.items() %}
        {{ movement.sign }}sum(case when {{ movement.lines }} then amount else 0 end) as {{ amount }},
        {%- endfor %}
        count(*) as ledger_line_count

    from lines
    group by account_id, month_start_date

),

placed as (

    select
        account_id,
        {{ month_start('event_date') }} as month_start_date,
        sum(agency_starts) as placement_count

    from agency_changes
    group by account_id, {{ month_start('event_date') }}

),

months as (

    select
        coalesce(moved.account_id, placed.account_id) as account_id,
        coalesce(moved.month_start_date, placed.month_start_date) as month_start_date,
        {%- for amount in movements %}
        coalesce(moved.{{ amount }}, 0) as {{ amount }},
        {%- endfor %}
        coalesce(placed.placement_count, 0) as placement_count,
        coalesce(moved.ledger_line_count, 0) as ledger_line_count

    from moved
    full outer join placed
        on moved.account_id = placed.account_id and moved.month_start_date = placed.month_start_date

)

select * from months
