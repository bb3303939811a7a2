-- The ledger counts insurance pay on the claim procedure's date; reports of checks, on the check's.

with

claim_procedures as (

    select * from {{ ref('stg_opendental__claim_procedures') }}

),

claim_payments as (

    select * from {{ ref('stg_opendental__claim_payments') }}

)

select
    claim_procedures.claim_procedure_id,
    claim_procedures.payment_date,
    claim_payments.check_date

from claim_procedures
inner join claim_payments
    on claim_procedures.claim_payment_id = claim_payments.claim_payment_id

where claim_procedures.payment_date <> claim_payments.check_date
