{#
    Fails with each value of a key that two rows have, or that is null. One test for both, since dbt takes longer to
    run a test than to look.
#}
{% test is_key(model, column_name) %}
    select
        {{ column_name }},
        count(*) as row_count

    from {{ model }}
    group by {{ column_name }}
    having count(*) > 1 or {{ column_name }} is null
{% endtest %}
