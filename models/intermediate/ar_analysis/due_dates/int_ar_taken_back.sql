{{ config(materialized='ephemeral') }}
-- Grain: ledger line that takes back what was posted to its account before: a bounced check, a refund, an insurer's
-- recoupment, the outgoing half of a transfer. It makes no debt: what was paid is owed as it was before.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

postings as (

    select
        ledger_line_id,
        account_id,
        line_kind,
        aging_date,
        amount,
        is_transfer,
        source_code,
        coalesce(payment_id, claim_id) as transfer_id

    from ledger
    where
        aging_date <= {{ as_of_date() }}
        and line_kind in {{ posting_kinds() }}

),

takers as (

    select distinct
        account_id,
        line_kind

    from postings
    where amount > 0

),

affected as (

    select postings.*

    from postings
    inner join takers
        on postings.account_id = takers.account_id
        and postings.line_kind = takers.line_kind

),

-- a transfer within the family is one event, whatever the dates of its halves
transfers as (

    select
        account_id,
        source_code,
        transfer_id

    from affected
    where is_transfer
    group by account_id, source_code, transfer_id
    having sum(amount) = 0

),

marked as (

    select
        affected.*,
        affected.is_transfer and transfers.account_id is not null as is_within_account

    from affected
    left join transfers
        on affected.account_id = transfers.account_id
        and affected.source_code = transfers.source_code
        and affected.transfer_id = transfers.transfer_id

),

-- what was posted and not taken back yet; of one day, what was posted goes first
counted as (

    select
        ledger_line_id,
        account_id,
        line_kind,
        aging_date,
        amount,
        sum(-amount) over (
            partition by account_id, line_kind
            order by aging_date, case when amount < 0 then 0 else 1 end, ledger_line_id
            rows between unbounded preceding and current row
        ) as posted_amount

    from marked
    where not is_within_account

),

-- the lowest that it ever was, for nothing is taken back twice
floored as (

    select
        ledger_line_id,
        amount,
        posted_amount,
        least(
            coalesce(
                min(posted_amount) over (
                    partition by account_id, line_kind
                    order by aging_date, case when amount < 0 then 0 else 1 end, ledger_line_id
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ),
            0
        ) as floor_amount

    from counted

),

taken_back as (

    select
        ledger_line_id,
        amount as taken_back_amount

    from marked
    where is_within_account and amount > 0

    union all

    select
        ledger_line_id,
        cast(amount - greatest(floor_amount - posted_amount, 0) as decimal(18, 2)) as taken_back_amount

    from floored
    where amount > 0 and posted_amount > floor_amount - amount

)

select * from taken_back
