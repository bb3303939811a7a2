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

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

deleted_rows as (

    select * from {{ ref('stg_opendental__deleted_rows') }}

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

deletions as (

    select
        patients.guarantor_id as account_id,
        max(deleted_rows.noticed_at) as last_deleted_at

    from deleted_rows
    inner join patients on deleted_rows.patient_id = patients.patient_id
    group by patients.guarantor_id

),

dated as (

    select
        accounts.practice_id,
        accounts.account_id,
        cast(coalesce(summed.subcent_row_count, 0) as integer) as subcent_row_count,
        deletions.last_deleted_at,
        greatest(summed.rows_edited_at, accounts.patients_edited_at) as last_edited_at,
        greatest(summed.rows_edited_at, accounts.members_edited_at) as ledger_edited_at

    from accounts
    left join summed on accounts.account_id = summed.account_id
    left join deletions on accounts.account_id = deletions.account_id

),

-- the aging run itself edits the row that it stores a balance on, so that of its day that edit tells nothing
evidence as (

    select
        practice_id,
        account_id,
        last_edited_at,
        last_deleted_at,
        greatest(
            cast(ledger_edited_at as date),
            cast(last_deleted_at as date),
            {{ add_days('cast(last_edited_at as date)', -1) }}
        ) as last_change_date,
        subcent_row_count

    from dated

)

select * from evidence
