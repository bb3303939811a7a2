with

cases as (

    select listed.*

    from (
        values
        (1, 1),
        (2, 1),
        (3, null)
    ) as listed (plain, twice_and_null)

),

found as (

    {{ test_is_key('cases', 'plain') }}

),

found_twice as (

    {{ test_is_key('cases', 'twice_and_null') }}

),

outcome as (

    select
        count(*) as key_count,
        sum(case when twice_and_null = 1 then row_count else 0 end) as twice_count,
        sum(case when twice_and_null is null then row_count else 0 end) as null_count,
        (select count(*) from found) as plain_count

    from found_twice

)

select *
from outcome
where
    key_count <> 2
    or twice_count <> 2
    or null_count <> 1
    or plain_count <> 0
