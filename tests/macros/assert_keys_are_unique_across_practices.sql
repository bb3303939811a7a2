with

cases as (

    select
        'the first practice keeps its own numbers' as rule_name,
        0 as practice_id,
        cast(42 as bigint) as source_key,
        cast(42 as bigint) as expected_key,
        cast(42 as bigint) as expected_member_key

    union all

    select
        'another practice has its own range',
        3,
        42,
        3000000000042,
        3000000000042

    union all

    select
        'no link is null, and the unassigned member of that practice',
        3,
        0,
        null,
        3000000000000

    union all

    select
        'a column that a practice lacks is no link',
        3,
        null,
        null,
        3000000000000

    union all

    select
        'random keys are long, and stay as they are in practice 0',
        0,
        9000000000000000001,
        9000000000000000001,
        9000000000000000001

)

select *
from cases
where
    {{ opendental_key('source_key') }} is distinct from expected_key
    or {{ opendental_member_key('source_key') }} is distinct from expected_member_key
