{{ config(materialized='view') }}
-- Grain: claim procedure. Whether OpenDental's aging counts insurance on its procedure.

with

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

procedures as (

    select * from {{ ref('stg_opendental__procedures') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

placed as (

    select
        claim_procedures.*,
        -- a payment by total has no procedure to be complete
        claim_procedures.procedure_id is null
        or coalesce(procedures.procedure_status, 'missing') = 'complete'
        or coalesce(settings.is_insurance_on_any_procedure, false) as is_on_counted_procedure

    from claim_procedures
    left join procedures on claim_procedures.procedure_id = procedures.procedure_id
    left join settings on claim_procedures.practice_id = settings.practice_id

)

select * from placed
