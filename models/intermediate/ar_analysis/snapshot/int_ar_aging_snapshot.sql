-- Grain: account × snapshot date, where anything is owed or on credit.

with

changes as (

    select * from {{ ref('int_ar_snapshot_changes') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

last_snapshot as (

    select max(snapshot_index) as last_index
    from snapshot_days

),

running as (

    select
        account_id,
        snapshot_index,
        coalesce(
            lead(snapshot_index) over (partition by account_id order by snapshot_index), last_snapshot.last_index + 1
        ) - snapshot_index as span,
        {{ running_measures() }}

    from changes
    cross join last_snapshot

),

aged as (

    {{ aged_measures('running', ['account_id', 'snapshot_index', 'span']) }}

),

-- a state lasts until the account's next change: every span is spread over its snapshots
offsets as (

    select
        spans.snapshot_index as span,
        steps.snapshot_index - 1 as step

    from snapshot_days as spans
    inner join snapshot_days as steps on spans.snapshot_index >= steps.snapshot_index
    where spans.is_snapshot and steps.is_snapshot

),

snapshots as (

    select
        accounts.practice_id,
        aged.account_id,
        snapshot_days.date_day as snapshot_date,
        snapshot_days.is_month_end,
        snapshot_days.is_week_end,
        aged.balance_0_30,
        aged.balance_31_60,
        aged.balance_61_90,
        aged.balance_over_90,
        aged.balance_as_of,
        aged.past_due_current,
        aged.past_due_1_30,
        aged.past_due_31_60,
        aged.past_due_61_90,
        aged.past_due_91_120,
        aged.past_due_over_120

    from aged
    inner join accounts on aged.account_id = accounts.account_id
    inner join offsets on aged.span = offsets.span
    inner join snapshot_days
        on aged.snapshot_index + offsets.step = snapshot_days.snapshot_index
        and snapshot_days.is_snapshot

)

select * from snapshots
