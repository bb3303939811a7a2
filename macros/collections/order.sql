{# Where a payment stands within its day, against the day's contacts: one without a time comes after all that have one. #}
{% macro cash_day_part(cash_at) -%}
    case when {{ cash_at }} is null then 2 else 1 end
{%- endmacro %}


{# The time that orders what has the same day part: only 1 has times to compare. #}
{% macro day_part_time(day_part, event_at, event_date) -%}
    case when {{ day_part }} = 1 then {{ event_at }} else cast({{ event_date }} as timestamp) end
{%- endmacro %}
