-- Grain: orthodontic contract: OpenDental's ortho case, else a patient's payment plan for orthodontics.

with

ortho_cases as (

    select * from {{ ref('stg_opendental__ortho_cases') }}

),

contract_plans as (

    select * from {{ ref('int_ortho_contract_plans') }}

),

terms as (

    select * from {{ ref('int_plan_terms') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

moneys as (

    select * from {{ ref('int_ortho_contract_moneys') }}

),

insurance_amounts as (

    select
        contract_id,
        sum(amount) as insurance_amount

    from moneys
    where money_kind in ('insurance_paid', 'insurance_expected')
    group by contract_id

),

contracts as (

    select
        {{ ortho_contract_id('ortho_case', 'ortho_cases.ortho_case_id') }} as contract_id,
        'ortho_case' as contract_source,
        ortho_cases.practice_id,
        ortho_cases.ortho_case_id,
        cast(null as bigint) as own_plan_id,
        ortho_cases.patient_id,
        patients.guarantor_id as account_id,
        ortho_cases.clinic_id,
        ortho_cases.provider_id,
        ortho_cases.banding_date as start_date,
        ortho_cases.expected_debond_date as expected_end_date,
        ortho_cases.debond_date as end_date,
        ortho_cases.is_transfer as is_transferred_in,
        ortho_cases.is_active,
        ortho_cases.fee_amount,
        ortho_cases.primary_insurance_amount + ortho_cases.secondary_insurance_amount as insurance_share_amount,
        ortho_cases.patient_amount as patient_share_amount

    from ortho_cases
    left join patients on ortho_cases.patient_id = patients.patient_id

    union all

    -- a plan knows the patient's part; the insurer's is what it paid and is expected to pay on the treatment
    select
        contract_plans.contract_id,
        'payment_plan' as contract_source,
        terms.practice_id,
        cast(null as bigint) as ortho_case_id,
        terms.payment_plan_id as own_plan_id,
        terms.patient_id,
        coalesce(terms.account_id, patients.guarantor_id) as account_id,
        terms.clinic_id,
        coalesce(patients.primary_provider_id, {{ unassigned_key('terms.practice_id') }}) as provider_id,
        terms.plan_date as start_date,
        cast(null as date) as expected_end_date,
        cast(null as date) as end_date,
        false as is_transferred_in,
        not terms.is_closed as is_active,
        terms.production_amount + coalesce(insurance_amounts.insurance_amount, 0) as fee_amount,
        coalesce(insurance_amounts.insurance_amount, 0) as insurance_share_amount,
        terms.production_amount as patient_share_amount

    from contract_plans
    inner join terms on contract_plans.payment_plan_id = terms.payment_plan_id
    left join patients on terms.patient_id = patients.patient_id
    left join insurance_amounts on contract_plans.contract_id = insurance_amounts.contract_id
    where contract_plans.ortho_case_id is null

)

select * from contracts
