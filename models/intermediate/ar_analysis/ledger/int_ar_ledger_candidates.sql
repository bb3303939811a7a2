-- Grain: candidate ledger line: every row of OpenDental's money tables that could be one, with what keeps it out.

with

candidates as (

    {{ ledger_candidates() }}

),

reasoned as (

    select
        candidates.*,
        quarantine_reason is null and exclusion_rule is null as is_in_ledger

    from candidates

)

select * from reasoned
