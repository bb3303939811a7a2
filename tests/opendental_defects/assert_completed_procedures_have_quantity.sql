-- OpenDental shows the fee of such a procedure and yet charges nothing.

select
    procedure_id,
    fee_amount,
    quantity

from {{ ref('stg_opendental__procedures') }}

where
    procedure_status = 'complete'
    and quantity = 0
    and fee_amount <> 0
