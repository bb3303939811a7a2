{#
    Where a contact stands within its day, against the day's payments: one whose time nobody knows comes
    first, then what has a time, then (2) payments without one, and last a contact that tells of money
    that had come already.
#}
{% macro contact_day_part(contacted_at, paid_amount) -%}
    case
        when {{ paid_amount }} is not null then 3
        when {{ contacted_at }} is null then 0
        else 1
    end
{%- endmacro %}


{# The same of a payment. #}
{% macro cash_day_part(cash_at) -%}
    case when {{ cash_at }} is null then 2 else 1 end
{%- endmacro %}


{# The time that orders what has the same day part: only 1 has times to compare. #}
{% macro day_part_time(day_part, event_at, event_date) -%}
    case when {{ day_part }} = 1 then {{ event_at }} else cast({{ event_date }} as timestamp) end
{%- endmacro %}


{# Days for which a contact by this channel may own what is paid, from var attribution_window_days. #}
{% macro attribution_window(channel) -%}
    {%- set windows = var('attribution_window_days') -%}
    case {{ channel }}
        {%- for name, days in windows.items() %}
        when '{{ name }}' then {{ days }}
        {%- endfor %}
        else {{ windows.values() | min }}
    end
{%- endmacro %}


{# The different lengths of windows, shortest first. #}
{% macro attribution_windows() -%}
    {{ return(var('attribution_window_days').values() | unique | sort | list) }}
{%- endmacro %}


{# The latest contact so far of each length of window, as its number and its day. #}
{% macro last_contact_of_each_window() -%}
    {%- for days in attribution_windows() -%}
    max(case when window_days = {{ days }} then touch_number end) over so_far as last_number_{{ days }},
        max(case when window_days = {{ days }} then touched_date end) over so_far as last_date_{{ days }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#
    Of the latest contacts, the last that is near enough and not older than what was paid: its number,
    null where there is none. Within a window length only the latest can be it.
#}
{% macro last_contact_that_counts() -%}
    nullif(
            greatest(
                {%- for days in attribution_windows() %}
                case
                    when
                        {{ days_between('last_date_' ~ days, 'event_date') }} <= {{ days }}
                        and coalesce(charge_date <= last_date_{{ days }}, true)
                        then last_number_{{ days }}
                    else 0
                end{{ ',' if not loop.last }}
                {%- endfor %}
                {{- ', 0' if attribution_windows() | length == 1 }}
            ),
            0
        )
{%- endmacro %}


{# True where a contact is near enough, whatever it was that was paid. #}
{% macro has_contact_in_window() -%}
    coalesce(
            {%- for days in attribution_windows() %}
            {{ days_between('last_date_' ~ days, 'event_date') }} <= {{ days }}
            {{- ' or ' if not loop.last }}
            {%- endfor %},
            false
        )
{%- endmacro %}
