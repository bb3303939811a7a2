-- Grain: source row that no balance counts, because something is wrong with it.

with

excluded as (

    select * from {{ ref('int_ar_ledger_excluded') }}

),

-- the payment and the write-off of one claim line are one row
quarantined as (

    select
        cast(practice_id as integer) as practice_id,
        source_table,
        cast(source_id as bigint) as source_id,
        cast({{ opendental_number('source_id') }} as bigint) as source_number,
        quarantine_reason as reason,
        cast(max(patient_id) as bigint) as patient_id,
        max(ledger_date) as ledger_date,
        cast(sum(amount) as decimal(18, 2)) as amount

    from excluded
    where quarantine_reason is not null
    group by practice_id, source_table, source_id, quarantine_reason

)

select * from quarantined
