with

cases as (

    select listed.*

    from (
        values
        ('the first practice keeps its own numbers', 0, 42, 42, 42),
        ('another practice has its own range', 3, 42, 3000000000042, 3000000000042),
        ('no link is null, or the unassigned member', 3, 0, null, 3000000000000),
        ('a column that a practice lacks is no link', 3, null, null, 3000000000000),
        (
            'random keys stay as they are in practice 0',
            0,
            9000000000000000001,
            9000000000000000001,
            9000000000000000001
        )
    ) as listed (rule_name, practice_id, source_key, expected_key, expected_member_key)

)

select *
from cases
where
    {{ opendental_key('source_key') }} is distinct from expected_key
    or {{ opendental_member_key('source_key') }} is distinct from expected_member_key
