{# Fails with each combination of values that more than one row has. Nulls equal each other. #}
{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}
    {%- set keys = [] -%}
    {%- for column in combination_of_columns -%}
        {%- do keys.append(adapter.quote(column) if quote_columns else column) -%}
    {%- endfor -%}

    select {{ keys | join(', ') }}
    from {{ model }}
    group by {{ keys | join(', ') }}
    having count(*) > 1
{% endtest %}
