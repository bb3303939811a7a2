{# The texts of a group's rows in one, in the order of an integer, each on lines of its own; nulls are left out. #}
{% macro joined_lines(text_expression, order_by) -%}
    {{ return(adapter.dispatch('joined_lines', 'dental_collections')(text_expression, order_by)) }}
{%- endmacro %}

{% macro default__joined_lines(text_expression, order_by) -%}
    string_agg({{ text_expression }}, chr(10) order by {{ order_by }})
{%- endmacro %}

{% macro spark__joined_lines(text_expression, order_by) -%}
    nullif(
        array_join(
            transform(
                array_sort(collect_list(struct({{ order_by }} as position, {{ text_expression }} as line))),
                item -> item.line
            ), '\n'
        ), ''
    )
{%- endmacro %}
