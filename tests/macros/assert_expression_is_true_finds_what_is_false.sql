with

cases as (

    select listed.*
    from (values (1), (-1), (null)) as listed (amount)

),

of_rows as (

    {{ dbt_utils.test_expression_is_true('cases', 'amount > 0 or amount < -5') }}

),

of_a_column as (

    {{ dbt_utils.test_expression_is_true('cases', '> 1', column_name='amount') }}

),

outcome as (

    select
        (select count(*) from of_rows) as row_expression_count,
        (select count(*) from of_a_column) as column_expression_count

)

select *
from outcome
where
    row_expression_count <> 1
    or column_expression_count <> 2
