{{ config(materialized='view') }}
-- Grain: candidate ledger line that is not in int_ar_ledger, with the rule or the reason why.

with

candidates as (

    select * from {{ ref('int_ar_ledger_candidates') }}

),

lines as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        line_kind,
        ledger_date,
        amount,
        patient_id,
        {{ table_name('source_code') }} as source_table,
        source_id,
        has_subcents,
        edited_at,
        -- what OpenDental leaves out as well by its own rule is not a fault in the data
        case when quarantine_reason is null then exclusion_rule end as exclusion_rule,
        quarantine_reason

    from candidates
    where not is_in_ledger

)

select * from lines
