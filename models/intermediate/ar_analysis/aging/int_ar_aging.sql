-- Grain: account.

with

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

opendental_aging as (

    select * from {{ ref('int_ar_opendental_aging') }}

),

past_due as (

    select * from {{ ref('int_ar_past_due') }}

),

pending_insurance as (

    select * from {{ ref('int_ar_pending_insurance') }}

),

plan_due as (

    select * from {{ ref('int_ar_payment_plan_due') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

insurance_estimates as (

    select
        account_id,
        sum(pending_amount) as insurance_estimate

    from pending_insurance
    group by account_id

),

joined as (

    select
        accounts.practice_id,
        accounts.account_id,
        accounts.clinic_id,
        accounts.provider_id,
        accounts.billing_type_id,
        accounts.has_guarantor,
        coalesce(opendental_aging.balance_0_30, 0) as balance_0_30,
        coalesce(opendental_aging.balance_31_60, 0) as balance_31_60,
        coalesce(opendental_aging.balance_61_90, 0) as balance_61_90,
        coalesce(opendental_aging.balance_over_90, 0) as balance_over_90,
        coalesce(opendental_aging.balance_total, 0) as balance_total,
        coalesce(opendental_aging.balance_as_of, 0) as balance_as_of,
        coalesce(insurance_estimates.insurance_estimate, 0) as insurance_estimate,
        coalesce(plan_due.payment_plan_due, 0) as payment_plan_due,
        coalesce(settings.is_balance_without_insurance, false) as is_balance_without_insurance,
        coalesce(past_due.past_due_current, 0) as past_due_current,
        coalesce(past_due.past_due_1_30, 0) as past_due_1_30,
        coalesce(past_due.past_due_31_60, 0) as past_due_31_60,
        coalesce(past_due.past_due_61_90, 0) as past_due_61_90,
        coalesce(past_due.past_due_91_120, 0) as past_due_91_120,
        coalesce(past_due.past_due_over_120, 0) as past_due_over_120,
        past_due.oldest_due_date,
        greatest(coalesce({{ days_between('past_due.oldest_due_date', as_of_date()) }}, 0), 0) as days_past_due

    from accounts
    left join opendental_aging
        on accounts.account_id = opendental_aging.account_id
        and opendental_aging.aging_date = {{ as_of_date() }}
    left join past_due on accounts.account_id = past_due.account_id
    left join insurance_estimates on accounts.account_id = insurance_estimates.account_id
    left join plan_due
        on accounts.account_id = plan_due.account_id
        and plan_due.aging_date = {{ as_of_date() }}
    left join settings on accounts.practice_id = settings.practice_id

),

aged as (

    select
        practice_id,
        account_id,
        clinic_id,
        provider_id,
        billing_type_id,
        has_guarantor,
        cast(balance_0_30 as decimal(18, 2)) as balance_0_30,
        cast(balance_31_60 as decimal(18, 2)) as balance_31_60,
        cast(balance_61_90 as decimal(18, 2)) as balance_61_90,
        cast(balance_over_90 as decimal(18, 2)) as balance_over_90,
        cast(balance_total as decimal(18, 2)) as balance_total,
        cast(balance_total - balance_as_of as decimal(18, 2)) as future_dated_amount,
        cast(balance_as_of as decimal(18, 2)) as balance_as_of,
        cast(insurance_estimate as decimal(18, 2)) as insurance_estimate,
        cast(
            balance_total - case when is_balance_without_insurance then 0 else insurance_estimate end as decimal(18, 2)
        ) as patient_portion,
        cast(payment_plan_due as decimal(18, 2)) as payment_plan_due,
        cast(past_due_current as decimal(18, 2)) as past_due_current,
        cast(past_due_1_30 as decimal(18, 2)) as past_due_1_30,
        cast(past_due_31_60 as decimal(18, 2)) as past_due_31_60,
        cast(past_due_61_90 as decimal(18, 2)) as past_due_61_90,
        cast(past_due_91_120 as decimal(18, 2)) as past_due_91_120,
        cast(past_due_over_120 as decimal(18, 2)) as past_due_over_120,
        oldest_due_date,
        days_past_due,
        case
            when days_past_due >= {{ var('risk_critical_days') }} then 'critical'
            when days_past_due >= {{ var('risk_high_days') }} then 'high'
            when balance_as_of >= {{ var('risk_high_amount') }} then 'high'
            when days_past_due >= {{ var('risk_medium_days') }} then 'medium'
            else 'low'
        end as risk_class

    from joined

)

select * from aged
