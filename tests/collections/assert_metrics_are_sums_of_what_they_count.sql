-- Figures of int_collection_metrics that are not the sums of what they count, or that count an account twice.

with

metrics as (

    select * from {{ ref('int_collection_metrics') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

promises as (

    select * from {{ ref('int_payment_promises') }}

),

overall as (

    select
        practice_id,
        snapshot_date,
        sum(case when aging_bucket = 'all' then receivable_amount else 0 end) as receivable_amount,
        sum(case when aging_bucket = 'all' then collected_amount else 0 end) as collected_amount,
        sum(case when aging_bucket = 'all' then promise_matured_count else 0 end) as promise_matured_count,
        sum(case when aging_bucket = 'all' then 0 else receivable_amount end) as receivable_by_bucket,
        sum(case when aging_bucket = 'all' then 0 else collected_amount end) as collected_by_bucket

    from metrics
    where metric_level = 'overall'
    group by practice_id, snapshot_date

),

by_level as (

    select
        practice_id,
        snapshot_date,
        metric_level,
        sum(attempt_count) as attempt_count,
        sum(task_opened_count) as task_opened_count

    from metrics
    where aging_bucket = 'all'
    group by practice_id, snapshot_date, metric_level

),

owed as (

    select
        snapshots.practice_id,
        periods.snapshot_date,
        sum(snapshots.balance_as_of) as receivable_amount

    from snapshots
    inner join periods on snapshots.snapshot_date = periods.previous_month_end_date
    where snapshots.balance_as_of > 0
    group by snapshots.practice_id, periods.snapshot_date

),

collected as (

    select
        attribution.practice_id,
        periods.snapshot_date,
        sum(attribution.amount) as collected_amount

    from attribution
    inner join periods on {{ month_number('attribution.cash_date') }} = periods.month_number
    where attribution.owner_type = 'communication' and attribution.cash_date <= {{ as_of_date() }}
    group by attribution.practice_id, periods.snapshot_date

),

matured as (

    select
        promises.practice_id,
        periods.snapshot_date,
        count(*) as promise_count

    from promises
    inner join periods on {{ month_number('promises.grace_date') }} = periods.month_number
    where promises.is_matured
    group by promises.practice_id, periods.snapshot_date

),

compared as (

    select
        overall.practice_id,
        overall.snapshot_date,
        overall.receivable_amount <> coalesce(owed.receivable_amount, 0) as is_receivable_wrong,
        overall.collected_amount <> coalesce(collected.collected_amount, 0) as is_collected_wrong,
        overall.promise_matured_count <> coalesce(matured.promise_count, 0) as is_promise_count_wrong,
        overall.receivable_by_bucket <> overall.receivable_amount
        or overall.collected_by_bucket <> overall.collected_amount as is_split_wrong

    from overall
    left join owed
        on overall.practice_id = owed.practice_id and overall.snapshot_date = owed.snapshot_date
    left join collected
        on overall.practice_id = collected.practice_id and overall.snapshot_date = collected.snapshot_date
    left join matured
        on overall.practice_id = matured.practice_id and overall.snapshot_date = matured.snapshot_date

),

-- a contact or task has at most one campaign and one user
counted_twice as (

    select
        parts.practice_id,
        parts.snapshot_date

    from by_level as parts
    inner join by_level as whole
        on parts.practice_id = whole.practice_id
        and parts.snapshot_date = whole.snapshot_date
        and whole.metric_level = 'overall'
    where parts.attempt_count > whole.attempt_count or parts.task_opened_count > whole.task_opened_count

)

select
    practice_id,
    snapshot_date

from compared
where is_receivable_wrong or is_collected_wrong or is_promise_count_wrong or is_split_wrong

union all

select
    practice_id,
    snapshot_date

from counted_twice
