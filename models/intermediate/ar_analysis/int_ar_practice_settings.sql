-- Grain: practice.

with

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

preferences as (

    select * from {{ ref('stg_opendental__preferences') }}

),

practices as (

    select practice_id from patients
    union
    select practice_id from preferences

),

chosen as (

    select
        practice_id,
        max(case when preference_name = 'PayPlansVersion' then preference_value end) as pay_plans_version,
        max(case when preference_name = 'AgingProcLifo' then preference_value end) as aging_proc_lifo,
        max(case when preference_name = 'PayPlansBillInAdvanceDays' then preference_value end) as bill_in_advance_days,
        max(case when preference_name = 'BalancesDontSubtractIns' then preference_value end) as balances_dont_subtract,
        max(case when preference_name = 'DateLastAging' then preference_value end) as date_last_aging,
        max(case when preference_name = 'ReportsPPOwriteoffDefaultToProcDate' then preference_value end)
            as report_writeoffs_by

    from preferences
    group by practice_id

),

settings as (

    select
        practices.practice_id,
        -- OpenDental's own default where the preference was never set
        case
            when chosen.pay_plans_version in ('1', '2', '3', '4') then cast(chosen.pay_plans_version as integer)
            else 2
        end as pay_plans_version,
        coalesce(chosen.pay_plans_version in ('1', '3'), false) as is_plan_outside_account,
        -- a three-valued preference: only an explicit "no" (2) turns it off
        coalesce(chosen.aging_proc_lifo, '0') <> '2' as is_aging_lifo,
        coalesce({{ integer_or_null('chosen.bill_in_advance_days') }}, 0) as bill_in_advance_days,
        coalesce(chosen.balances_dont_subtract, '0') = '1' as is_balance_without_insurance,
        {{ date_or_null('chosen.date_last_aging') }} as last_aging_date,
        case chosen.report_writeoffs_by
            when '1' then 'procedure_date'
            when '2' then 'claim_date'
            else 'insurance_payment_date'
        end as writeoff_dating

    from practices
    left join chosen on practices.practice_id = chosen.practice_id

)

select * from settings
