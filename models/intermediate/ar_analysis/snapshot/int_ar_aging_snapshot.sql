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

    select max(snapshot_index) as snapshot_index
    from snapshot_days

),

running as (

    select
        account_id,
        snapshot_index,
        lead(snapshot_index) over (partition by account_id order by snapshot_index) as next_index,
        {{ running_measures() }}

    from changes

),

grossed as (

    select
        running.account_id,
        running.snapshot_index,
        coalesce(running.next_index, last_snapshot.snapshot_index + 1) - running.snapshot_index as span,
        running.balance + running.credit as balance_as_of,
        running.due_0 as charged_amount,
        running.due_0 - running.due_1 as gross_current,
        running.due_1 - running.due_31 as gross_1_30,
        running.due_31 - running.due_61 as gross_past_31_60,
        running.due_61 - running.due_91 as gross_past_61_90,
        running.due_91 - running.due_121 as gross_91_120,
        running.due_121 as gross_over_120,
        -running.credit as credit_pool,
        running.aged_0 - running.aged_31 as gross_0_30,
        running.aged_31 - running.aged_61 as gross_31_60,
        running.aged_61 - running.aged_91 as gross_61_90,
        running.aged_91 as gross_over_90

    from running
    cross join last_snapshot

),

{%- set carried = [
    'account_id', 'snapshot_index', 'span', 'balance_as_of', 'charged_amount', 'gross_current',
    'gross_1_30', 'gross_past_31_60', 'gross_past_61_90', 'gross_91_120', 'gross_over_120',
] %}

pooled as (

    {{ move_negative_buckets_to_pool('grossed', carried) }}

),

aged as (

    {{ apply_credit_pool('pooled', carried) }}

),

not_zero as (

    select
        account_id,
        snapshot_index,
        span,
        balance_as_of,
        balance_0_30,
        balance_31_60,
        balance_61_90,
        balance_over_90,
        charged_amount - (balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90) as credit_pool,
        gross_current,
        gross_1_30,
        gross_past_31_60 as gross_31_60,
        gross_past_61_90 as gross_61_90,
        gross_91_120,
        gross_over_120

    from aged
    where
        balance_as_of <> 0
        or balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90 <> 0

),

past_due as (

    {{ apply_credits_to_past_due('not_zero', [
        'account_id', 'snapshot_index', 'span', 'balance_as_of', 'balance_0_30', 'balance_31_60',
        'balance_61_90', 'balance_over_90',
    ]) }}

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
        past_due.account_id,
        snapshot_days.date_day as snapshot_date,
        snapshot_days.is_month_end,
        snapshot_days.is_week_end,
        past_due.balance_0_30,
        past_due.balance_31_60,
        past_due.balance_61_90,
        past_due.balance_over_90,
        cast(past_due.balance_as_of as decimal(18, 2)) as balance_as_of,
        past_due.past_due_current,
        past_due.past_due_1_30,
        past_due.past_due_31_60,
        past_due.past_due_61_90,
        past_due.past_due_91_120,
        past_due.past_due_over_120

    from past_due
    inner join accounts on past_due.account_id = accounts.account_id
    inner join offsets on past_due.span = offsets.span
    inner join snapshot_days
        on past_due.snapshot_index + offsets.step = snapshot_days.snapshot_index
        and snapshot_days.is_snapshot

)

select * from snapshots
