{# An OpenDental version such as 22.3.62.0 as a number that sorts, 22003062; null where it is none. #}
{% macro version_number(version) -%}
    {%- set release = integer_or_null("split_part(" ~ version ~ ", '.', 3)") -%}
    {{ integer_or_null("split_part(" ~ version ~ ", '.', 1)") }} * 1000000
    + {{ integer_or_null("split_part(" ~ version ~ ", '.', 2)") }} * 1000
    + coalesce({{ release }}, 0)
{%- endmacro %}
