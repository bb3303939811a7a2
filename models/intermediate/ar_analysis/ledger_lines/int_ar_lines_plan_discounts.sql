-- Grain: planned procedure on a dynamic plan that bills treatment before it is done, or such a link.
-- Some versions took planned treatment off the account at its full fee, and so gave its discount back.

with

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}
    where is_dynamic and treatment_planned_option = 'treat_as_complete'

),

links as (

    select * from {{ ref('stg_opendental__payment_plan_links') }}
    where link_type = 'procedure'

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}
    where procedure_status = 'treatment_planned'

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

by_patient as (

    select
        'procedurelog' as source_table,
        procedures.procedure_id as source_id,
        procedures.procedure_id,
        plans.patient_id,
        min(plans.payment_plan_id) as payment_plan_id,
        -- once for each such plan of the patient
        count(*) as times

    from plans
    inner join procedures on plans.patient_id = procedures.patient_id
    inner join settings on plans.practice_id = settings.practice_id
    where
        settings.planned_discounts = 'discount_by_patient'
        or (
            settings.planned_discounts in ('all_by_patient', 'all_by_practice')
            and settings.pay_plans_version in (2, 3)
        )
    group by procedures.procedure_id, plans.patient_id

),

by_link as (

    select
        'payplanlink' as source_table,
        links.payment_plan_link_id as source_id,
        links.linked_id as procedure_id,
        plans.patient_id,
        plans.payment_plan_id,
        1 as times

    from plans
    inner join links on plans.payment_plan_id = links.payment_plan_id
    inner join settings on plans.practice_id = settings.practice_id
    where settings.planned_discounts = 'all_by_link' and settings.pay_plans_version in (2, 3)

),

discounted as (

    select * from by_patient
    union all
    select * from by_link

),

priced as (

    select
        discounted.source_table,
        discounted.source_id,
        discounted.patient_id,
        discounted.payment_plan_id,
        procedures.practice_id,
        procedures.procedure_id,
        procedures.procedure_date,
        procedures.provider_id,
        procedures.clinic_id,
        procedures.has_discount_subcents as has_subcents,
        procedures.edited_at,
        cast(
            discounted.times * (
                coalesce(procedures.planned_discount_amount, 0)
                + case
                    when settings.planned_discounts = 'discount_by_patient' then 0
                    else coalesce(procedures.discount_plan_amount, 0)
                end
            ) as decimal(18, 2)
        ) as amount

    from discounted
    inner join procedures on discounted.procedure_id = procedures.procedure_id
    inner join settings on procedures.practice_id = settings.practice_id

),

lines as (

    select
        priced.practice_id,
        priced.source_table,
        priced.source_id,
        'plan_discount' as line_kind,
        priced.procedure_date as ledger_date,
        priced.amount,
        priced.amount as row_amount,
        patients.guarantor_id as account_id,
        priced.patient_id,
        priced.provider_id,
        priced.clinic_id,
        priced.procedure_id,
        priced.payment_plan_id,
        priced.procedure_date as service_date,
        'procedure' as link_type,
        priced.procedure_id as link_id,
        coalesce(priced.procedure_date, {{ blank_date() }}) as tied_procedure_date,
        priced.has_subcents,
        priced.edited_at,
        case when priced.amount <> 0 and patients.patient_id is null then 'patient_missing' end as quarantine_reason,
        case when priced.amount = 0 then 'zero_amount' end as exclusion_rule

    from priced
    left join patients on priced.patient_id = patients.patient_id

)

select * from lines
