with

cases as (

    select 1 as amount

    union all

    select -1

    union all

    select cast(null as integer)

),

of_the_row as (

    {{ dbt_utils.test_expression_is_true('cases', 'amount > 0 or amount < -5') }}

),

of_a_column as (

    {{ dbt_utils.test_expression_is_true('cases', '> 1', column_name='amount') }}

),

counts as (

    select
        'of the row' as rule_name,
        count(*) as found,
        1 as expected
    from of_the_row

    union all

    select
        'of a column',
        count(*),
        2
    from of_a_column

)

select *
from counts
where found <> expected
