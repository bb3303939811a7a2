-- Lines without a date age as over 90 days.

select
    'procedure' as line_type,
    procedure_id as line_id

from {{ ref('stg_opendental__procedures') }}

where
    procedure_status = 'complete'
    and procedure_date is null
    and charge_amount <> 0

union all

select
    'claim_procedure' as line_type,
    claim_procedure_id as line_id

from {{ ref('stg_opendental__claim_procedures') }}

where
    is_posted
    and payment_date is null
    and insurance_paid_amount + writeoff_amount <> 0

union all

select
    'adjustment' as line_type,
    adjustment_id as line_id

from {{ ref('stg_opendental__adjustments') }}

where
    adjustment_date is null
    and adjustment_amount <> 0

union all

select
    'payment_split' as line_type,
    payment_split_id as line_id

from {{ ref('stg_opendental__payment_splits') }}

where
    split_date is null
    and split_amount <> 0
