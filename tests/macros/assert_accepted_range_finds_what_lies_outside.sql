with

cases as (

    select listed.*
    from (values (0), (1), (10), (11), (null)) as listed (amount)

),

inclusive_range as (

    {{ dbt_utils.test_accepted_range('cases', 'amount', min_value=1, max_value=10) }}

),

exclusive_range as (

    {{ dbt_utils.test_accepted_range(
        'cases', 'amount', min_value=1, max_value=10, inclusive=false
    ) }}

),

lower_bound as (

    {{ dbt_utils.test_accepted_range('cases', 'amount', min_value=1) }}

),

no_bound as (

    {{ dbt_utils.test_accepted_range('cases', 'amount') }}

),

outcome as (

    select
        (select count(*) from inclusive_range) as inclusive_count,
        (select count(*) from exclusive_range) as exclusive_count,
        (select count(*) from lower_bound) as lower_count,
        (select count(*) from no_bound) as unbounded_count

)

select *
from outcome
where
    inclusive_count <> 2
    or exclusive_count <> 4
    or lower_count <> 1
    or unbounded_count <> 0
