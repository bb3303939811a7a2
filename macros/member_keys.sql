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
