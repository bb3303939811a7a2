{# The day of a month that is the same weekday, counted from the month's start, as the date given. #}
{% macro same_weekday_of_month(date_expression, month_start_date) -%}
    {%- set weeks = whole_quotient(days_between(month_start(date_expression), date_expression), '7') -%}
    {#- 1900-01-01 was a Monday -#}
    {%- set weekday = '(' ~ days_between(blank_date(), date_expression) ~ ' % 7)' -%}
    {%- set first_weekday = '(' ~ days_between(blank_date(), month_start_date) ~ ' % 7)' -%}
    {%- set days = '((' ~ weekday ~ ' - ' ~ first_weekday ~ ' + 7) % 7 + 7 * ' ~ weeks ~ ')' -%}
    case
        when {{ add_days(month_start_date, days) }} <= {{ month_end(month_start_date) }}
            then {{ add_days(month_start_date, days) }}
        else {{ add_days(month_start_date, days ~ ' - 7') }}
    end
{%- endmacro %}


{# Months from the as-of date until a date, begun ones counted as whole; 0 where it has passed or is null. #}
{% macro months_left(until_date) -%}
    case
        when {{ until_date }} > {{ as_of_date() }}
            then
                {{ months_between_months(as_of_date(), until_date) }}
                + case
                    when extract(day from {{ until_date }}) > extract(day from {{ as_of_date() }}) then 1
                    else 0
                end
        else 0
    end
{%- endmacro %}


{# The key of an orthodontic contract: which table it comes from, and the row's key there. #}
{% macro ortho_contract_id(source, key) -%}
    '{{ source }}-' || cast({{ key }} as {{ dbt.type_string() }})
{%- endmacro %}
