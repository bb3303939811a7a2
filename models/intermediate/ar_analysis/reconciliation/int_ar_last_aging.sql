-- Grain: account. Our balance as of OpenDental's last aging run, or the as-of date if earlier.

with

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

opendental_aging as (

    select * from {{ ref('int_ar_opendental_aging') }}

),

plan_due as (

    select * from {{ ref('int_ar_payment_plan_due') }}

),

pending_insurance as (

    select * from {{ ref('int_ar_pending_insurance') }}

),

insurance_estimates as (

    select
        account_id,
        sum(pending_amount) as insurance_estimate

    from pending_insurance
    group by account_id

),

-- rows up to the as-of date can't tell a later day's balance
dated_accounts as (

    select
        accounts.practice_id,
        accounts.account_id,
        accounts.clinic_id,
        accounts.has_guarantor
        and (accounts.is_own_guarantor or not coalesce(settings.is_balance_on_own_guarantor, false)) as has_guarantor,
        settings.opendental_version,
        settings.last_aging_date,
        case
            when settings.last_aging_date <= {{ as_of_date() }} then settings.last_aging_date
            else {{ as_of_date() }}
        end as compared_date

    from accounts
    left join settings on accounts.practice_id = settings.practice_id

),

aged as (

    select
        dated_accounts.practice_id,
        dated_accounts.account_id,
        dated_accounts.clinic_id,
        dated_accounts.has_guarantor,
        dated_accounts.opendental_version,
        dated_accounts.last_aging_date,
        dated_accounts.compared_date,
        cast(coalesce(opendental_aging.balance_0_30, 0) as decimal(18, 2)) as balance_0_30,
        cast(coalesce(opendental_aging.balance_31_60, 0) as decimal(18, 2)) as balance_31_60,
        cast(coalesce(opendental_aging.balance_61_90, 0) as decimal(18, 2)) as balance_61_90,
        cast(coalesce(opendental_aging.balance_over_90, 0) as decimal(18, 2)) as balance_over_90,
        cast(coalesce(opendental_aging.balance_total, 0) as decimal(18, 2)) as balance_total,
        cast(coalesce(insurance_estimates.insurance_estimate, 0) as decimal(18, 2))
            as insurance_estimate,
        cast(coalesce(plan_due.payment_plan_due, 0) as decimal(18, 2)) as payment_plan_due

    from dated_accounts
    left join opendental_aging
        on dated_accounts.account_id = opendental_aging.account_id
        and dated_accounts.compared_date = opendental_aging.aging_date
    left join plan_due
        on dated_accounts.account_id = plan_due.account_id
        and dated_accounts.compared_date = plan_due.aging_date
    left join insurance_estimates on dated_accounts.account_id = insurance_estimates.account_id

)

select * from aged
