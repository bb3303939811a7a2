-- The digests are MD5 of what the package's documentation describes, worked out apart from any engine.

with

cases as (

    select
        cast('a' as {{ dbt.type_string() }}) as first_part,
        cast(1 as integer) as second_part,
        '{{ local_md5('a-1') }}' as expected

    union all

    select
        '',
        2,
        '{{ local_md5('-2') }}'

    union all

    select
        cast(null as {{ dbt.type_string() }}),
        cast(null as integer),
        '{{ local_md5('_dbt_utils_surrogate_key_null_-_dbt_utils_surrogate_key_null_') }}'

)

select *
from cases
where {{ dbt_utils.generate_surrogate_key(['first_part', 'second_part']) }} is distinct from expected
