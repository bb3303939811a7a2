-- Per practice and snapshot date: the balances of all accounts = all ledger lines dated up to it.

with

snapshot_dates as (

    select
        practices.practice_id,
        snapshot_days.date_day as snapshot_date

    from {{ ref('int_ar_snapshot_days') }} as snapshot_days
    cross join {{ ref('int_ar_practice_settings') }} as practices
    where snapshot_days.is_snapshot

),

daily as (

    select
        practice_id,
        aging_date,
        sum(amount) as amount

    from {{ ref('int_ar_ledger') }}
    group by practice_id, aging_date

),

expected as (

    select
        snapshot_dates.practice_id,
        snapshot_dates.snapshot_date,
        coalesce(sum(daily.amount), 0) as ledger_amount

    from snapshot_dates
    left join daily
        on snapshot_dates.practice_id = daily.practice_id
        and snapshot_dates.snapshot_date >= daily.aging_date
    group by snapshot_dates.practice_id, snapshot_dates.snapshot_date

),

snapshots as (

    select
        practice_id,
        snapshot_date,
        sum(balance_as_of) as balance_as_of

    from {{ ref('int_ar_aging_snapshot') }}
    group by practice_id, snapshot_date

)

select
    expected.practice_id,
    expected.snapshot_date,
    expected.ledger_amount,
    snapshots.balance_as_of

from expected
left join snapshots
    on expected.practice_id = snapshots.practice_id
    and expected.snapshot_date = snapshots.snapshot_date
where expected.ledger_amount <> coalesce(snapshots.balance_as_of, 0)
