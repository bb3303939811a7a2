-- Lines without a date age as over 90 days.

select
    'procedure' as source,
    procedure_id as source_id

from {{ ref('stg_opendental__procedures') }}

where
    procedure_status = 'complete'
    and procedure_date is null
    and charge_amount <> 0

union all

select
    'claim_procedure' as source,
    claim_procedure_id as source_id

from {{ ref('stg_opendental__claim_procedures') }}

where
    claim_procedure_status in (
        'received', 'supplemental', 'capitation_claim', 'capitation_complete'
    )
    and payment_date is null
    and insurance_paid_amount + writeoff_amount <> 0

union all

select
    'adjustment' as source,
    adjustment_id as source_id

from {{ ref('stg_opendental__adjustments') }}

where
    adjustment_date is null
    and adjustment_amount <> 0

union all

select
    'payment_split' as source,
    payment_split_id as source_id

from {{ ref('stg_opendental__payment_splits') }}

where
    split_date is null
    and split_amount <> 0
