with

cases as (

    select listed.*

    from (
        values
        (1, 'a', 1),
        (2, null, null),
        (3, 'c', null)
    ) as listed (filled, once_null, twice_null)

),

first_case as (

    select *
    from cases
    where filled = 1

),

no_case as (

    select *
    from cases
    where filled = 0

),

found as (

    {{ test_never_null('cases', ['filled', 'once_null', 'twice_null']) }}

),

found_in_first as (

    {{ test_never_null('first_case', ['filled', 'once_null']) }}

),

found_in_none as (

    {{ test_never_null('no_case', ['filled', 'once_null']) }}

),

outcome as (

    select
        count(*) as column_count,
        sum(case when column_name = 'once_null' then null_count else 0 end) as once_count,
        sum(case when column_name = 'twice_null' then null_count else 0 end) as twice_count,
        (select count(*) from found_in_first) as first_count,
        (select count(*) from found_in_none) as none_count

    from found

)

select *
from outcome
where
    column_count <> 2
    or once_count <> 1
    or twice_count <> 2
    or first_count <> 0
    or none_count <> 0
