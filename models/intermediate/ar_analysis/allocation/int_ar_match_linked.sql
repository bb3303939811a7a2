-- Grain: ledger line that names what it pays, or can be named so, with what reversals left of it.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

reversals as (

    select * from {{ ref('int_ar_match_reversals') }}

),

linked as (

    select
        ledger.ledger_line_id,
        ledger.practice_id,
        ledger.account_id,
        ledger.patient_id,
        coalesce(ledger.service_date, {{ blank_date() }}) as service_date,
        ledger.link_code,
        ledger.link_id,
        ledger.aging_date,
        ledger.source_code,
        ledger.source_id,
        ledger.amount > 0 as is_charge,
        coalesce(reversals.remaining_amount, abs(ledger.amount)) as open_amount

    from ledger
    left join reversals on ledger.ledger_line_id = reversals.ledger_line_id
    where
        ledger.aging_date <= {{ as_of_date() }}
        and ledger.link_code is not null
        and coalesce(reversals.remaining_amount, abs(ledger.amount)) > 0

),

positions as (

    {{ fifo_positions('linked', ['account_id', 'link_code', 'link_id']) }}

)

select * from positions
