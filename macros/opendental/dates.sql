{# OpenDental takes any year before 1880 as "no date"; so do we: null. #}
{% macro opendental_date(column_name) -%}
    case when cast({{ column_name }} as date) >= cast('1880-01-01' as date) then cast({{ column_name }} as date) end
{%- endmacro %}


{% macro opendental_timestamp(column_name) -%}
    case
        when cast({{ column_name }} as timestamp) >= cast('1880-01-01 00:00:00' as timestamp)
            then cast({{ column_name }} as timestamp)
    end
{%- endmacro %}


{#
    The date on which a line without a date ages: old enough for every bucket and report, and young
    enough for every engine's calendar.
#}
{% macro blank_date() -%}
    cast('1900-01-01' as date)
{%- endmacro %}
