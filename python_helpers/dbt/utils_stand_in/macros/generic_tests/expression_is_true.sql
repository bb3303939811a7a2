{#
    Fails with each row for which the expression is false; unknown (null) passes. On a column, the
    expression is what follows the column's name: "> 0".
#}
{% test expression_is_true(model, expression, column_name=none) %}
    select {{ '*' if should_store_failures() else '1' }}
    from {{ model }}
    where not ({{ column_name ~ ' ' if column_name is not none }}{{ expression }})
{% endtest %}
