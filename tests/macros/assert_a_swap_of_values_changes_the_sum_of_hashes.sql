-- A fingerprint is a sum over rows: were the hash of a row a sum too, two rows could swap their values unseen.
with

swaps as (

    select
        listed.one,
        listed.other,
        listed.kind,
        numbers.left_key,
        numbers.left_key + 1 as right_key

    from (values ('user', 'role', 'text'), ('role', null, 'note')) as listed (one, other, kind)
    cross join (values (1), (2), (3), (5), (8), (13), (21), (34), (55), (89)) as numbers (left_key)

),

summed as (

    select
        left_key,
        {{ row_hash(['left_key', 'one', 'kind']) }} + {{ row_hash(['right_key', 'other', 'kind']) }} as sum_before,
        {{ row_hash(['left_key', 'other', 'kind']) }} + {{ row_hash(['right_key', 'one', 'kind']) }} as sum_after

    from swaps

)

select *
from summed
where sum_before = sum_after
