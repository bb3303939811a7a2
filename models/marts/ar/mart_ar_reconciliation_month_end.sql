-- Grain: practice × day for which OpenDental's dashboard stored what was owed.

with

dashboard_ar as (

    select * from {{ ref('stg_opendental__dashboard_ar') }}

),

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

estimates as (

    select * from {{ ref('int_ar_insurance_estimate_history') }}

),

evidence as (

    select * from {{ ref('int_ar_month_end_evidence') }}

),

-- OpenDental may hold a day twice; its screen shows the last one stored
stored as (

    select
        practice_id,
        calculated_date,
        balance_total_amount,
        insurance_estimate_amount,
        row_number() over (
            partition by practice_id, calculated_date order by dashboard_ar_id desc
        ) as newest_first

    from dashboard_ar
    where calculated_date is not null

),

-- credit balances do not offset what others owe
owed as (

    select
        practice_id,
        snapshot_date as month_end_date,
        sum(balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90) as gross_balance

    from snapshots
    where is_month_end
    group by practice_id, snapshot_date

),

compared as (

    select
        stored.practice_id,
        stored.calculated_date as month_end_date,
        coalesce(owed.gross_balance, 0) as gross_balance,
        coalesce(stored.balance_total_amount, 0) as opendental_gross_balance,
        coalesce(estimates.insurance_estimate, 0) as insurance_estimate,
        coalesce(stored.insurance_estimate_amount, 0) as opendental_insurance_estimate,
        coalesce(evidence.edited_line_count, 0) as edited_line_count,
        coalesce(evidence.subcent_row_count, 0)
        + coalesce(estimates.subcent_row_count, 0) as subcent_row_count,
        evidence.month_end_date is not null as is_in_history

    from stored
    left join owed
        on stored.practice_id = owed.practice_id
        and stored.calculated_date = owed.month_end_date
    left join estimates
        on stored.practice_id = estimates.practice_id
        and stored.calculated_date = estimates.month_end_date
    left join evidence
        on stored.practice_id = evidence.practice_id
        and stored.calculated_date = evidence.month_end_date
    where stored.newest_first = 1

),

measured as (

    select
        compared.*,
        greatest(
            abs(gross_balance - opendental_gross_balance),
            abs(insurance_estimate - opendental_insurance_estimate)
        ) as largest_difference,
        {{ rounding_tolerance('subcent_row_count') }} as tolerance

    from compared

),

explained as (

    select
        cast(practice_id as integer) as practice_id,
        month_end_date,
        cast(gross_balance as decimal(18, 2)) as gross_balance,
        cast(opendental_gross_balance as decimal(18, 2)) as opendental_gross_balance,
        cast(gross_balance - opendental_gross_balance as decimal(18, 2))
            as difference_gross_balance,
        cast(insurance_estimate as decimal(18, 2)) as insurance_estimate,
        cast(opendental_insurance_estimate as decimal(18, 2)) as opendental_insurance_estimate,
        cast(insurance_estimate - opendental_insurance_estimate as decimal(18, 2))
            as difference_insurance_estimate,
        cast(subcent_row_count as bigint) as subcent_row_count,
        cast(edited_line_count as bigint) as edited_line_count,
        largest_difference <= tolerance as is_equal,
        case
            when largest_difference = 0 then 'equal'
            when largest_difference <= tolerance then 'rounding'
            -- the as-of date itself is aged as OpenDental ages today, not as it looks back
            when month_end_date >= {{ as_of_date() }} then 'month_not_over'
            when month_end_date <> {{ month_end('month_end_date') }} then 'not_a_month_end'
            when not is_in_history then 'before_history'
            when edited_line_count > 0 then 'edited_since_month_end'
            else 'unexplained'
        end as reason

    from measured

)

select * from explained
