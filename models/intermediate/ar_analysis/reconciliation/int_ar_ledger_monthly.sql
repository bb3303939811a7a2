-- Grain: month of the ledger date × practice × clinic × provider × payer × line kind × flags.
-- One pass over the ledger, for all that needs no accounts.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

summed as (

    select
        practice_id,
        clinic_id,
        provider_id,
        payer_id,
        line_kind,
        is_transfer,
        ledger_date > {{ as_of_date() }} as is_future_dated,
        {{ month_start('ledger_date') }} as month_start_date,
        cast(sum(amount) as decimal(18, 2)) as amount,
        count(*) as line_count

    from ledger
    group by
        practice_id,
        clinic_id,
        provider_id,
        payer_id,
        line_kind,
        is_transfer,
        ledger_date > {{ as_of_date() }},
        {{ month_start('ledger_date') }}

),

months as (

    select
        practice_id,
        month_start_date,
        clinic_id,
        provider_id,
        payer_id,
        line_kind,
        is_transfer,
        coalesce(is_future_dated, false) as is_future_dated,
        amount,
        line_count

    from summed

)

select * from months
