{#
    The date of the n-th instalment after the first one: `frequency` is weekly, biweekly, monthly, quarterly, or
    the same weekday of the month (ordinal_weekday on dynamic plans, monthly_day_of_week on static ones). A month
    that has no such day takes its last; one without a fifth such weekday takes its fourth.
#}
{% macro instalment_date(first_date, frequency, number) -%}
    case
        when {{ frequency }} = 'weekly' then {{ add_days(first_date, '7 * ' ~ number) }}
        when {{ frequency }} = 'biweekly' then {{ add_days(first_date, '14 * ' ~ number) }}
        when {{ frequency }} = 'quarterly' then {{ add_months(first_date, '3 * ' ~ number) }}
        when {{ frequency }} in ('ordinal_weekday', 'monthly_day_of_week')
            then {{ same_weekday_of_month(first_date, add_months(month_start(first_date), number)) }}
        else {{ add_months(first_date, number) }}
    end
{%- endmacro %}


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


{# How many instalments lie between two dates: never more than there are, and at most one less. #}
{% macro instalments_before(first_date, frequency, until_date) -%}
    case
        when {{ until_date }} <= {{ first_date }} then 0
        when {{ frequency }} = 'weekly'
            then {{ whole_quotient('greatest(' ~ days_between(first_date, until_date) ~ ', 0)', '7') }}
        when {{ frequency }} = 'biweekly'
            then {{ whole_quotient('greatest(' ~ days_between(first_date, until_date) ~ ', 0)', '14') }}
        when {{ frequency }} = 'quarterly'
            then {{ whole_quotient('greatest(' ~ months_between_months(first_date, until_date) ~ ', 0)', '3') }}
        else {{ months_between_months(first_date, until_date) }}
    end
{%- endmacro %}


{#
    Principal left of principal_amount after `number` instalments of instalment_amount, of which the first
    free_count bear no interest and the others period_rate: the annuity's closed form.
#}
{% macro principal_after(number) -%}
    (
        case
            when {{ number }} <= free_count or period_rate = 0
                then cast(principal_amount as {{ double_type() }}) - instalment_amount * ({{ number }})
            else
                (principal_amount - instalment_amount * cast(free_count as {{ double_type() }}))
                * power(1 + period_rate, {{ number }} - free_count)
                - instalment_amount * (power(1 + period_rate, {{ number }} - free_count) - 1) / period_rate
        end
    )
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
