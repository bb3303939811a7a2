{#
    OpenDental keeps money as doubles. It becomes whole cents here and nowhere else. What a practice's
    tables lack counts as 0; what is no amount (NaN, infinite, a billion or more) becomes null, and
    its line goes to quarantine.
#}
{% macro money(expression) -%}
    {{ whole_cents('case when ' ~ is_usable_amount(expression) ~ ' then coalesce(' ~ expression ~ ', 0) end') }}
{%- endmacro %}


{# As money, for the columns where OpenDental writes -1 for "blank": that is null, and so is no value. #}
{% macro money_or_blank(expression) -%}
    {{ whole_cents('case when ' ~ is_usable_amount(expression) ~ ' then nullif(' ~ expression ~ ', -1) end') }}
{%- endmacro %}


{#
    Engines differ in how they round half a cent of a double, so it goes through decimal(18, 6) first:
    room for every usable amount, and still a 64-bit number.
#}
{% macro whole_cents(expression) -%}
    cast(round(cast({{ expression }} as decimal(18, 6)), 2) as decimal(18, 2))
{%- endmacro %}


{# NaN is greater than every number on all three engines, so one comparison finds it too. #}
{% macro is_usable_amount(expression) -%}
    (coalesce({{ expression }}, 0) > -1e9 and coalesce({{ expression }}, 0) < 1e9)
{%- endmacro %}


{# True where rounding to cents changes the amount; six decimals are kept, so a double's own noise is no change. #}
{% macro has_subcents(expression) -%}
    coalesce(
        cast(case when {{ is_usable_amount(expression) }} then {{ expression }} end as decimal(18, 6)) <> {{ money(expression) }},
        false
    )
{%- endmacro %}
