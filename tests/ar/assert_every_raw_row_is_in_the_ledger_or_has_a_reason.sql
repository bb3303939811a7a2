-- Raw = ledger + excluded by rule + quarantine, by rows and by cents, for each of OpenDental's
-- money tables. A claim procedure is counted twice: as insurance payment and as write-off.

with

raw_lines as (

    select
        practice_id,
        'procedurelog' as source_table,
        'procedure' as line_kind,
        count(*) as line_count,
        sum(charge_amount) as amount

    from {{ ref('stg_opendental__procedures') }}
    group by practice_id

    union all

    select
        practice_id,
        'claimproc' as source_table,
        'insurance_payment' as line_kind,
        count(*) as line_count,
        -sum(insurance_paid_amount) as amount

    from {{ ref('stg_opendental__claim_procedures') }}
    group by practice_id

    union all

    select
        practice_id,
        'claimproc' as source_table,
        'writeoff' as line_kind,
        count(*) as line_count,
        -sum(writeoff_amount) as amount

    from {{ ref('stg_opendental__claim_procedures') }}
    group by practice_id

    union all

    select
        practice_id,
        'adjustment' as source_table,
        'adjustment' as line_kind,
        count(*) as line_count,
        sum(adjustment_amount) as amount

    from {{ ref('stg_opendental__adjustments') }}
    group by practice_id

    union all

    select
        practice_id,
        'paysplit' as source_table,
        'patient_payment' as line_kind,
        count(*) as line_count,
        -sum(split_amount) as amount

    from {{ ref('stg_opendental__payment_splits') }}
    group by practice_id

    union all

    select
        practice_id,
        'payplancharge' as source_table,
        'plan_' || charge_type as line_kind,
        count(*) as line_count,
        sum(
            case
                when charge_type = 'debit' then principal_amount + interest_amount
                else -principal_amount
            end
        ) as amount

    from {{ ref('stg_opendental__payment_plan_charges') }}
    group by practice_id, charge_type

    union all

    select
        practice_id,
        'payplan' as source_table,
        'plan_credit' as line_kind,
        count(*) as line_count,
        -sum(completed_amount) as amount

    from {{ ref('stg_opendental__payment_plans') }}
    group by practice_id

    union all

    -- a link stores no amount of its own: it is worked out, so only the rows can be compared
    select
        practice_id,
        'payplanlink' as source_table,
        'plan_credit' as line_kind,
        count(*) as line_count,
        0 as amount

    from {{ ref('stg_opendental__payment_plan_links') }}
    group by practice_id

),

told_lines as (

    select
        practice_id,
        source_table,
        line_kind,
        amount

    from {{ ref('int_ar_ledger') }}

    union all

    select
        practice_id,
        source_table,
        line_kind,
        amount

    from {{ ref('int_ar_ledger_excluded') }}

),

-- a discount of planned treatment is a second line of a row that is there already
stored_lines as (

    select * from told_lines
    where line_kind <> 'plan_discount'

),

compared as (

    select
        practice_id,
        source_table,
        line_kind,
        line_count as raw_line_count,
        0 as told_line_count,
        coalesce(amount, 0) as raw_amount,
        0 as told_amount

    from raw_lines

    union all

    select
        practice_id,
        source_table,
        line_kind,
        0 as raw_line_count,
        count(*) as told_line_count,
        0 as raw_amount,
        coalesce(sum(case when source_table <> 'payplanlink' then amount end), 0) as told_amount

    from stored_lines
    group by practice_id, source_table, line_kind

)

select
    practice_id,
    source_table,
    line_kind,
    sum(raw_line_count) as raw_line_count,
    sum(told_line_count) as told_line_count,
    sum(raw_amount) as raw_amount,
    sum(told_amount) as told_amount

from compared
group by practice_id, source_table, line_kind
having
    sum(raw_line_count) <> sum(told_line_count)
    or sum(raw_amount) <> sum(told_amount)
