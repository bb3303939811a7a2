-- Grain: account. What can make its balance differ from the one that OpenDental stored.

with

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

excluded as (

    select * from {{ ref('int_ar_ledger_excluded') }}

),

pending_insurance as (

    select * from {{ ref('int_ar_pending_insurance') }}

),

-- a deleted procedure or a zeroed adjustment left the ledger by its last edit
candidate_rows as (

    select
        account_id,
        edited_at,
        has_subcents

    from ledger

    union all

    select
        account_id,
        edited_at,
        has_subcents

    from excluded

    union all

    select
        account_id,
        cast(null as timestamp) as edited_at,
        has_subcents

    from pending_insurance
    where has_subcents

),

summed as (

    select
        account_id,
        max(edited_at) as rows_edited_at,
        sum(case when has_subcents then 1 else 0 end) as subcent_row_count

    from candidate_rows
    where account_id is not null
    group by account_id

),

evidence as (

    select
        accounts.practice_id,
        accounts.account_id,
        case
            when summed.rows_edited_at > accounts.patients_edited_at then summed.rows_edited_at
            else coalesce(accounts.patients_edited_at, summed.rows_edited_at)
        end as last_edited_at,
        cast(coalesce(summed.subcent_row_count, 0) as integer) as subcent_row_count

    from accounts
    left join summed on accounts.account_id = summed.account_id

)

select * from evidence
