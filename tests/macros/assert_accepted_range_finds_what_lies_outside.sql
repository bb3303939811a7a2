with

cases as (

    select 0 as amount

    union all

    select 1

    union all

    select 10

    union all

    select 11

    union all

    select cast(null as integer)

),

both_bounds as (

    {{ dbt_utils.test_accepted_range('cases', 'amount', min_value=1, max_value=10) }}

),

without_the_bounds as (

    {{ dbt_utils.test_accepted_range('cases', 'amount', min_value=1, max_value=10, inclusive=false) }}

),

lower_bound as (

    {{ dbt_utils.test_accepted_range('cases', 'amount', min_value=1) }}

),

no_bound as (

    {{ dbt_utils.test_accepted_range('cases', 'amount') }}

),

counts as (

    select
        'both bounds' as rule_name,
        count(*) as found,
        2 as expected
    from both_bounds

    union all

    select
        'without the bounds',
        count(*),
        4
    from without_the_bounds

    union all

    select
        'lower bound',
        count(*),
        1
    from lower_bound

    union all

    select
        'no bound',
        count(*),
        0
    from no_bound

)

select *
from counts
where found <> expected
