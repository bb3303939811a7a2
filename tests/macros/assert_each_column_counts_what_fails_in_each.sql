with

cases as (

    select listed.*

    from (
        values
        (1, 5, 1),
        (0, -5, null),
        (1, 7, -1)
    ) as listed (shares, once_below, once_below_with_null)

),

no_case as (

    select *
    from cases
    where shares = 9

),

found as (

    {{ test_each_column('cases', ['shares', 'once_below', 'once_below_with_null'], '>= 0') }}

),

found_between as (

    {{ test_each_column('cases', ['shares', 'once_below'], 'between 0 and 1') }}

),

found_in_none as (

    {{ test_each_column('no_case', ['shares', 'once_below'], '>= 0') }}

),

outcome as (

    select
        count(*) as column_count,
        sum(case when column_name = 'once_below' then failure_count else 0 end) as once_count,
        sum(case when column_name = 'once_below_with_null' then failure_count else 0 end) as with_null_count,
        (select sum(failure_count) from found_between) as between_count,
        (select count(*) from found_in_none) as none_count

    from found

)

select *
from outcome
where
    column_count <> 2
    or once_count <> 1
    or with_null_count <> 1
    or between_count <> 3
    or none_count <> 0
