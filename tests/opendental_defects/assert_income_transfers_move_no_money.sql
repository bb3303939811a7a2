-- Payment type 0 means that splits only move between patients, providers or procedures.

select
    payment_id,
    payment_amount

from {{ ref('stg_opendental__payments') }}

where
    is_income_transfer
    and payment_amount <> 0
