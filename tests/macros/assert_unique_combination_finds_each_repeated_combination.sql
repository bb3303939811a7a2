with

cases as (

    select
        1 as first_part,
        'a' as second_part

    union all

    select
        1,
        'a'

    union all

    select
        1,
        'b'

    union all

    select
        cast(null as integer),
        'c'

    union all

    select
        cast(null as integer),
        'c'

),

found as (

    {{ dbt_utils.test_unique_combination_of_columns('cases', ['first_part', 'second_part']) }}

),

expected as (

    select
        1 as first_part,
        'a' as second_part

    union all

    select
        cast(null as integer),
        'c'

)

(
    select * from found
    except
    select * from expected
)

union all

(
    select * from expected
    except
    select * from found
)
