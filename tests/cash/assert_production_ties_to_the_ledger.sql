-- Charges of the ledger are gross production before capitation write-offs, adjustments are adjustments.
-- What a patient who does not exist was charged is in OpenDental's report and in no account.

with

candidates as (

    select * from {{ ref('int_ar_ledger_candidates') }}

),

production as (

    select * from {{ ref('fct_production_daily') }}

),

entries as (

    select
        aging_date as production_date,
        clinic_id,
        provider_id,
        case when line_kind = 'procedure' then amount else 0 end as charge_amount,
        case when line_kind = 'adjustment' then amount else 0 end as adjustment_amount

    from candidates
    where
        line_kind in ('procedure', 'adjustment')
        and aging_date <= {{ as_of_date() }}
        and (is_in_ledger or (quarantine_reason = 'patient_missing' and exclusion_rule is null))

    union all

    select
        production_date,
        clinic_id,
        provider_id,
        capitation_writeoff_amount - gross_production_amount as charge_amount,
        -discount_amount - adjustment_amount as adjustment_amount

    from production

)

select
    production_date,
    clinic_id,
    provider_id,
    sum(charge_amount) as charge_amount,
    sum(adjustment_amount) as adjustment_amount

from entries
group by production_date, clinic_id, provider_id
having sum(charge_amount) <> 0 or sum(adjustment_amount) <> 0
