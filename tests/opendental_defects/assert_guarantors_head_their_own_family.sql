-- A guarantor whose own guarantor is someone else: the family's balance stands on a member's row.

with

patients as (

    select * from {{ ref('stg_opendental__patients') }}

)

select
    patients.patient_id,
    patients.guarantor_id,
    guarantors.guarantor_id as guarantor_of_guarantor_id

from patients
inner join patients as guarantors
    on patients.guarantor_id = guarantors.patient_id

where guarantors.guarantor_id <> guarantors.patient_id
