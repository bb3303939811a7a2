{#
    How far two sums of money may lie apart because their rows were rounded to cents: half a cent
    for each row that rounding moved, and half for the stored figure, which is rounded as well.
#}
{% macro rounding_tolerance(subcent_row_count) -%}
    case when {{ subcent_row_count }} > 0 then 0.005 * ({{ subcent_row_count }} + 1) else 0 end
{%- endmacro %}
