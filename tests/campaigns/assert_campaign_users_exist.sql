select
    practice_id,
    campaign_code,
    assigned_user

from {{ ref('int_collection_campaign_versions') }}
where assigned_user is not null and assigned_user_id is null
