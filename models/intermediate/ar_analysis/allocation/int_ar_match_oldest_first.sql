-- Grain: ledger line that links and service dates left something of. What remains here is open or unapplied.

with

service_dates as (

    select * from {{ ref('int_ar_match_service_dates') }}

),

left_over as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        patient_id,
        aging_date,
        source_code,
        source_id,
        line_fingerprint,
        is_charge,
        remaining_amount as open_amount

    from service_dates
    where remaining_amount > 0

),

positions as (

    {{ fifo_positions('left_over', ['account_id']) }}

)

select * from positions
