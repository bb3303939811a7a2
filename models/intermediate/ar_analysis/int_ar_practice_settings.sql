-- Grain: practice.

with

rules as (

    select * from {{ ref('int_ar_ledger_rules') }}

),

preferences as (

    select * from {{ ref('stg_opendental__preferences') }}

),

chosen as (

    select
        practice_id,
        max(case when preference_name = 'PayPlansVersion' then preference_value end) as pay_plans_version,
        max(case when preference_name = 'AgingProcLifo' then preference_value end) as aging_proc_lifo,
        max(case when preference_name = 'PayPlansBillInAdvanceDays' then preference_value end) as bill_in_advance_days,
        max(case when preference_name = 'BalancesDontSubtractIns' then preference_value end) as balances_dont_subtract,
        max(case when preference_name = 'DateLastAging' then preference_value end) as date_last_aging,
        max(case when preference_name = 'AgingIsEnterprise' then preference_value end) as aging_is_enterprise,
        max(case when preference_name = 'ReportsPPOwriteoffDefaultToProcDate' then preference_value end)
            as report_writeoffs_by,
        max(case when preference_name = 'PracticeTitle' then nullif(trim(preference_value), '') end) as practice_title

    from preferences
    group by practice_id

),

settings as (

    select
        rules.practice_id,
        rules.opendental_version,
        chosen.practice_title,
        -- OpenDental's own default where the preference was never set
        case
            when chosen.pay_plans_version in ('1', '2', '3', '4') then cast(chosen.pay_plans_version as integer)
            else 2
        end as pay_plans_version,
        coalesce(chosen.pay_plans_version in ('1', '3'), false) as is_plan_outside_account,
        -- a three-valued preference: yes (1), no (2), and what the version makes of it where it was never set
        case
            when chosen.aging_proc_lifo = '1' then true
            when chosen.aging_proc_lifo = '2' then false
            else rules.aging_lifo_unset = 'on'
        end as is_aging_lifo,
        coalesce({{ integer_or_null('chosen.bill_in_advance_days') }}, 0) as bill_in_advance_days,
        coalesce(chosen.balances_dont_subtract, '0') = '1' as is_balance_without_insurance,
        {{ date_or_null('chosen.date_last_aging') }} as last_aging_date,
        case chosen.report_writeoffs_by
            when '1' then 'procedure_date'
            when '2' then 'claim_date'
            else 'insurance_payment_date'
        end as writeoff_dating,
        rules.insurance_on_procedures = 'any' as is_insurance_on_any_procedure,
        rules.insurance_plans_without_charges = 'left_alone' as is_insurance_plan_left_alone,
        rules.linked_procedures,
        rules.linked_adjustments,
        rules.planned_discounts,
        rules.balances_stored_on = 'own_guarantor' and coalesce(chosen.aging_is_enterprise, '0') <> '1'
            as is_balance_on_own_guarantor

    from rules
    left join chosen on rules.practice_id = chosen.practice_id

)

select * from settings
