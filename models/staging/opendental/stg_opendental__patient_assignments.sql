{{ config(materialized='ephemeral') }}

-- What a snapshot may keep of a patient: no name, phone or address.

select
    practice_id,
    patient_id,
    guarantor_id,
    billing_type_id,
    clinic_id

from {{ ref('stg_opendental__patients') }}
