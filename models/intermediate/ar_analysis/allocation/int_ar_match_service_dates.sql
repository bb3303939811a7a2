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

unlinked as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        patient_id,
        coalesce(service_date, {{ blank_date() }}) as service_date,
        aging_date,
        source_code,
        source_id,
        {{ line_fingerprint() }} as line_fingerprint,
        amount

    from ledger
    where aging_date <= {{ as_of_date() }} and link_code is null

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
        line_fingerprint,
        is_charge,
        remaining_amount as open_amount

    from linked
    where remaining_amount > 0

    union all

    select
        unlinked.ledger_line_id,
        unlinked.practice_id,
        unlinked.account_id,
        unlinked.patient_id,
        unlinked.service_date,
        unlinked.aging_date,
        unlinked.source_code,
        unlinked.source_id,
        unlinked.line_fingerprint,
        unlinked.amount > 0 as is_charge,
        coalesce(reversals.remaining_amount, abs(unlinked.amount)) as open_amount

    from unlinked
    left join reversals on unlinked.ledger_line_id = reversals.ledger_line_id
    where coalesce(reversals.remaining_amount, abs(unlinked.amount)) > 0

),

positions as (

    {{ fifo_positions('left_over', ['account_id', 'patient_id', 'service_date']) }}

)

select * from positions
