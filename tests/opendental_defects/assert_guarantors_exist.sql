-- OpenDental has no row to store such a family's balance on, and leaves it out of its aging report.

with

patients as (

    select * from {{ ref('stg_opendental__patients') }}

)

select
    patients.patient_id,
    patients.guarantor_id

from patients
left join patients as guarantors
    on patients.guarantor_id = guarantors.patient_id

where guarantors.patient_id is null
