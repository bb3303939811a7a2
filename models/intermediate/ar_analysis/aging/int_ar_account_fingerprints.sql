-- Grain: account with any aging entry.
-- What an account's dated balance and buckets are made of, as one number: it changes when they can have changed.

with

aging_entries as (

    select * from {{ ref('int_ar_aging_entries') }}

),

due_entries as (

    select * from {{ ref('int_ar_due_entries') }}

),

hashed as (

    select
        practice_id,
        account_id,
        {{ row_hash(['effective_date', 'bucket_date', 'entry_kind', 'amount']) }} as row_fingerprint

    from aging_entries

    union all

    select
        practice_id,
        account_id,
        {{ row_hash(['effective_date', 'due_date', 'amount']) }} as row_fingerprint

    from due_entries

),

summed as (

    select
        practice_id,
        account_id,
        cast(sum(row_fingerprint) as bigint) as ar_fingerprint

    from hashed
    group by practice_id, account_id

)

select * from summed
