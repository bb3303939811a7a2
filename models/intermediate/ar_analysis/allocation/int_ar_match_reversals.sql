-- Grain: ledger line of a payment or insurance posting that was taken back, or that a taking back may use up.
-- A refund, a bounced check or the outgoing half of a transfer uses up what was paid there before,
-- so that old debt is not booked again as new.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

postings as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        patient_id,
        line_kind,
        coalesce(link_code, 0) as link_code,
        coalesce(link_id, 0) as link_id,
        aging_date,
        source_code,
        source_id,
        {{ line_fingerprint() }} as line_fingerprint,
        amount > 0 as is_charge,
        abs(amount) as open_amount

    from ledger
    where
        aging_date <= {{ as_of_date() }}
        and line_kind in {{ posting_kinds() }}

),

taken_back as (

    select distinct
        account_id,
        patient_id,
        line_kind,
        link_code,
        link_id

    from postings
    where is_charge

),

affected as (

    select postings.*

    from postings
    inner join taken_back
        on postings.account_id = taken_back.account_id
        and postings.patient_id = taken_back.patient_id
        and postings.line_kind = taken_back.line_kind
        and postings.link_code = taken_back.link_code
        and postings.link_id = taken_back.link_id

),

positions as (

    {{ fifo_positions('affected', ['account_id', 'patient_id', 'line_kind', 'link_code', 'link_id']) }}

)

select * from positions
