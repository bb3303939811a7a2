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


{# The key of a dimension's "unassigned" member: the one that OpenDental's 0 becomes. #}
{% macro unassigned_key(practice_column='practice_id') -%}
    (cast({{ practice_column }} as bigint) * 1000000000000)
{%- endmacro %}


{# OpenDental's own number behind a key, as its screens and its database show it. #}
{% macro opendental_number(key_column, practice_column='practice_id') -%}
    ({{ key_column }} - cast({{ practice_column }} as bigint) * 1000000000000)
{%- endmacro %}


{#
    What a dimension's member is called: its own name, else the unassigned member's, else `unknown`
    and its number. Reads is_unassigned of the same row.
#}
{% macro member_name(name_column, number_column, unassigned, unknown) -%}
    coalesce(
        {{ name_column }},
        case
            when is_unassigned then '{{ unassigned }}'
            else '{{ unknown }} ' || cast({{ number_column }} as {{ dbt.type_string() }})
        end
    )
{%- endmacro %}
