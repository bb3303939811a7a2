select
    claim_procedure_id,
    writeoff_amount

from {{ ref('stg_opendental__claim_procedures') }}

where writeoff_amount < 0
