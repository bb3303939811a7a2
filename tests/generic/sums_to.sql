{#
    Fails with each group whose amounts add up to something else in another relation, or that only
    one of the two has. Nulls in a group's columns equal each other; a null amount counts as 0.

    to, to_column: the other relation and its amount (an expression).
    group_by, to_group_by: the columns of a group in both; the second is taken from the first.
    where, to_where: which rows of each count.
    absent_is_zero: a group may be absent on either side if it adds up to 0 on the other.
#}
{% test sums_to(
    model, column_name, to, to_column, group_by, to_group_by=none, where='1 = 1', to_where='1 = 1',
    absent_is_zero=false
) %}
    {%- set keys = [] -%}
    {%- for _ in group_by -%}
        {%- do keys.append('key_' ~ loop.index) -%}
    {%- endfor -%}

    with amounts as (

        select
            {%- for column in group_by %}
            {{ column }} as {{ keys[loop.index0] }},
            {%- endfor %}
            coalesce({{ column_name }}, 0) as amount,
            0 as other_amount,
            1 as row_count,
            0 as other_row_count

        from {{ model }}
        where {{ where }}

        union all

        select
            {%- for column in to_group_by or group_by %}
            {{ column }} as {{ keys[loop.index0] }},
            {%- endfor %}
            0 as amount,
            coalesce({{ to_column }}, 0) as other_amount,
            0 as row_count,
            1 as other_row_count

        from {{ to }}
        where {{ to_where }}

    )

    select
        {{ keys | join(', ') }},
        sum(amount) as amount,
        sum(other_amount) as other_amount

    from amounts
    group by {{ keys | join(', ') }}
    having
        sum(amount) <> sum(other_amount)
        {%- if not absent_is_zero %}
        or sum(row_count) = 0
        or sum(other_row_count) = 0
        {%- endif %}
{% endtest %}
