-- Grain: ledger line that explicit links left something of, by patient and date of service.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

reversals as (

    select * from {{ ref('int_ar_match_reversals') }}

),

linked as (

    select * from {{ ref('int_ar_match_linked') }}

),

left_over as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        patient_id,
        service_date,
        aging_date,
        source_code,
        source_id,
        is_charge,
        remaining_amount as open_amount

    from linked
    where remaining_amount > 0

    union all

    select
        ledger.ledger_line_id,
        ledger.practice_id,
        ledger.account_id,
        ledger.patient_id,
        coalesce(ledger.service_date, {{ blank_date() }}) as service_date,
        ledger.aging_date,
        ledger.source_code,
        ledger.source_id,
        ledger.amount > 0 as is_charge,
        coalesce(reversals.remaining_amount, abs(ledger.amount)) as open_amount

    from ledger
    left join reversals on ledger.ledger_line_id = reversals.ledger_line_id
    where
        ledger.aging_date <= {{ as_of_date() }}
        and ledger.link_code is null
        and coalesce(reversals.remaining_amount, abs(ledger.amount)) > 0

),

positions as (

    {{ fifo_positions('left_over', ['account_id', 'patient_id', 'service_date']) }}

)

select * from positions
