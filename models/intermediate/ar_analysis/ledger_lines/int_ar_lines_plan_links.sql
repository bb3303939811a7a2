-- Grain: payment plan link. Under versions 2 and 3 a dynamic plan takes the linked production off the account.

with

links as (

    select * from {{ ref('stg_opendental__payment_plan_links') }}

),

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

adjustments as (

    select * from {{ ref('stg_opendental__adjustments') }}

),

portions as (

    select * from {{ ref('int_ar_plan_link_patient_portions') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

joined as (

    select
        links.practice_id,
        links.payment_plan_link_id,
        links.payment_plan_id,
        links.link_type,
        links.linked_id,
        links.is_usable_amount,
        links.has_subcents,
        links.entered_at,
        settings.pay_plans_version,
        coalesce(settings.linked_procedures = 'any_by_entry', false) as is_by_entry,
        plans.treatment_planned_option,
        plans.payment_plan_id is not null as has_plan,
        procedures.procedure_id,
        procedures.procedure_status,
        procedures.procedure_date,
        adjustments.adjustment_id,
        case
            when procedures.procedure_id is not null and settings.linked_procedures = 'any_by_entry'
                then cast(links.entered_at as date)
            when procedures.procedure_id is not null then procedures.procedure_date
            when settings.linked_adjustments = 'by_entry' then cast(links.entered_at as date)
            when settings.linked_adjustments = 'undated' then cast(null as date)
            else adjustments.adjustment_date
        end as ledger_date,
        coalesce(procedures.procedure_date, adjustments.adjustment_date) as service_date,
        coalesce(procedures.patient_id, adjustments.patient_id) as patient_id,
        coalesce(procedures.provider_id, adjustments.provider_id) as provider_id,
        coalesce(procedures.clinic_id, adjustments.clinic_id) as clinic_id,
        case
            when links.override_amount <> 0 then -links.override_amount
            else -portions.patient_portion_amount
        end as amount

    from links
    left join plans on links.payment_plan_id = plans.payment_plan_id
    -- as parts of a key: a condition on the left side alone makes DuckDB compare every row with every other
    left join procedures
        on case when links.link_type = 'procedure' then links.linked_id end = procedures.procedure_id
    left join adjustments
        on case when links.link_type = 'adjustment' then links.linked_id end = adjustments.adjustment_id
    left join portions on links.link_type = portions.link_type and links.linked_id = portions.linked_id
    left join settings on links.practice_id = settings.practice_id

),

ruled as (

    select
        joined.*,
        case
            when pay_plans_version in (1, 4) then 'plan_version_without_links'
            when link_type not in ('procedure', 'adjustment') then 'link_without_production'
            when procedure_id is null and adjustment_id is null then 'linked_production_missing'
            when
                link_type = 'procedure'
                and procedure_status <> 'complete'
                and not (is_by_entry and treatment_planned_option <> 'await_complete')
                then 'procedure_not_complete'
            when link_type = 'procedure' and not has_plan then 'plan_missing'
            when amount = 0 then 'zero_amount'
        end as exclusion_rule

    from joined

),

lines as (

    select
        ruled.practice_id,
        'payplanlink' as source_table,
        ruled.payment_plan_link_id as source_id,
        'plan_credit' as line_kind,
        ruled.ledger_date,
        cast(coalesce(ruled.amount, 0) as decimal(18, 2)) as amount,
        cast(coalesce(ruled.amount, 0) as decimal(18, 2)) as row_amount,
        patients.guarantor_id as account_id,
        ruled.patient_id,
        coalesce(ruled.provider_id, ruled.practice_id * cast(1000000000000 as bigint)) as provider_id,
        coalesce(ruled.clinic_id, ruled.practice_id * cast(1000000000000 as bigint)) as clinic_id,
        ruled.procedure_id,
        ruled.payment_plan_id,
        ruled.service_date,
        ruled.link_type,
        ruled.linked_id as link_id,
        coalesce(ruled.procedure_date, {{ blank_date() }}) as tied_procedure_date,
        ruled.has_subcents,
        ruled.entered_at as edited_at,
        case
            when ruled.exclusion_rule is not null then null
            when not ruled.is_usable_amount then 'unusable_amount'
            when patients.patient_id is null then 'patient_missing'
        end as quarantine_reason,
        ruled.exclusion_rule

    from ruled
    left join patients on ruled.patient_id = patients.patient_id

)

select * from lines
