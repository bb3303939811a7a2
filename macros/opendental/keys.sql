{#
    A key that is unique across practices: practice_id × 10^12 + OpenDental's key, null for
    OpenDental's "no link" 0. Practice 0 so keeps OpenDental's own numbers.
#}
{% macro opendental_key(column_name) -%}
    (cast(practice_id as bigint) * 1000000000000 + nullif(cast({{ column_name }} as bigint), 0))
{%- endmacro %}


{# As opendental_key, but 0 stays a member of its dimension: the unassigned clinic or provider. #}
{% macro opendental_member_key(column_name) -%}
    (cast(practice_id as bigint) * 1000000000000 + coalesce(cast({{ column_name }} as bigint), 0))
{%- endmacro %}
