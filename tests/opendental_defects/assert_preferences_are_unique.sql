-- A setting stored twice leaves it open which value OpenDental goes by.

select
    practice_id,
    preference_name,
    count(*) as row_count

from {{ ref('stg_opendental__preferences') }}

group by practice_id, preference_name

having count(*) > 1
