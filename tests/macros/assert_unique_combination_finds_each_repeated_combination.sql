with

cases as (

    select listed.*

    from (
        values
        (1, 'a'),
        (1, 'a'),
        (1, 'b'),
        (null, 'c'),
        (null, 'c')
    ) as listed (first_part, second_part)

),

found as (

    {{ dbt_utils.test_unique_combination_of_columns('cases', ['first_part', 'second_part']) }}

),

outcome as (

    select
        count(*) as combination_count,
        sum(case when first_part = 1 and second_part = 'a' then 1 else 0 end) as plain_count,
        sum(case when first_part is null and second_part = 'c' then 1 else 0 end) as null_count

    from found

)

select *
from outcome
where
    combination_count <> 2
    or plain_count <> 1
    or null_count <> 1
