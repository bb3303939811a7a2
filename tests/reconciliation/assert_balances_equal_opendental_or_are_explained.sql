{{ config(severity='warn') }}
-- Accounts whose balance differs from the one that OpenDental stored, for no reason found.

select
    account_id,
    compared_date,
    largest_difference

from {{ ref('mart_ar_reconciliation') }}
where reason = 'unexplained'
