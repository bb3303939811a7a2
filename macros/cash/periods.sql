{# First day of the day's period; weeks begin on Monday. #}
{% macro period_start(grain, day) -%}
    {%- if grain == 'day' -%}
    {{ day }}
    {%- elif grain == 'week' -%}
    {#- 1800-01-06 was a Monday -#}
    {{ add_days(day, '-(' ~ days_between("cast('1800-01-06' as date)", day) ~ ' % 7)') }}
    {%- elif grain == 'month' -%}
    {{ month_start(day) }}
    {%- elif grain == 'quarter' -%}
    cast(date_trunc('quarter', {{ day }}) as date)
    {%- else -%}
    {{ year_start(day) }}
    {%- endif -%}
{%- endmacro %}


{# Last day of the period that begins on a day. #}
{% macro period_end(grain, start_day) -%}
    {%- if grain == 'day' -%}
    {{ start_day }}
    {%- elif grain == 'week' -%}
    {{ add_days(start_day, 6) }}
    {%- elif grain == 'month' -%}
    {{ month_end(start_day) }}
    {%- elif grain == 'quarter' -%}
    {{ add_days(period_start('quarter', add_days(start_day, 100)), -1) }}
    {%- else -%}
    {{ add_days(year_start(add_days(start_day, 400)), -1) }}
    {%- endif -%}
{%- endmacro %}


{# What days add up to periods by: all else in the summary is computed from these. #}
{% macro collection_amounts() -%}
    {{ return([
        'cash_amount', 'receipt_amount', 'reversed_amount', 'insurance_cash_amount', 'patient_cash_amount',
        'payment_plan_cash_amount', 'other_cash_amount', 'hidden_prepayment_amount', 'outside_ledger_amount',
        'ledger_cash_amount', 'gross_production_amount', 'discount_amount', 'adjustment_amount',
        'non_production_adjustment_amount', 'writeoff_amount', 'net_production_amount', 'same_day_amount', 'prepaid_amount', 'delayed_amount',
        'unapplied_amount', 'collected_dollar_days', 'due_amount',
    ]) }}
{%- endmacro %}


{#
    A summary of periods is made in three steps, each of CTEs: summed_periods, compared_periods and rated_periods, which
    ends with CTE `summary`. grain: day, week, month, quarter or year.

    The first sums days without gaps to periods: practice_id, clinic_id, period_start_date, elapsed_days (1, or 0 for a
    day before the books) and collection_amounts. Ends with CTE `periods`.

    days: the relation.
#}
{% macro summed_periods(grain, days) -%}
placed as (

    select
        entries_of_days.*,
        {{ period_start(grain, 'period_start_date') }} as start_date,
        -- no further into its period than the as-of date is into the running one
        {{ days_between(period_start(grain, 'period_start_date'), 'period_start_date') }}
        <= {{ days_between(period_start(grain, as_of_date()), as_of_date()) }} as is_to_date

    from {{ days }} as entries_of_days

),

periods as (

    select
        practice_id,
        clinic_id,
        start_date as period_start_date,
        cast(sum(elapsed_days) as bigint) as elapsed_days,
        max(case when elapsed_days > 0 then 1 else 0 end) as in_books,
        min(case when elapsed_days > 0 then period_start_date end) as first_day,
        cast(sum(case when is_to_date then cash_amount else 0 end) as decimal(18, 2)) as cash_to_date_amount,
        cast(sum(case when is_to_date then net_production_amount else 0 end) as decimal(18, 2))
            as net_production_to_date_amount
        {%- for amount in collection_amounts() %},
        cast(sum({{ amount }}) as decimal(18, 2)) as {{ amount }}
        {%- endfor %}

    from placed
    group by practice_id, clinic_id, start_date

)
{%- endmacro %}


{# Periods beside the last one, the same of last year, and the year that ends with them. Ends with CTE `compared`. #}
{% macro compared_periods(grain) -%}
    {#- Periods back to the same one last year, and in a year: weeks and days go back to the same weekday, 52 weeks. -#}
    {%- set lookback, in_year = {
        'day': (364, 365), 'week': (52, 52), 'month': (12, 12), 'quarter': (4, 4), 'year': (1, 1),
    }[grain] -%}
    {#- a row before the books begin is nobody's predecessor -#}
    {%- set books = 'partition by practice_id, clinic_id, in_books order by period_start_date' -%}
    {%- set year = books ~ ' rows between ' ~ (in_year - 1) ~ ' preceding and current row' -%}
set_against as (

    select
        periods.*,
        net_production_amount - non_production_adjustment_amount as collectible_production_amount,
        same_day_amount + prepaid_amount + delayed_amount as timed_amount,
        sum(cash_amount) over ({{ year }}) as trailing_cash_amount,
        sum(net_production_amount) over ({{ year }}) as trailing_net_production_amount,
        -- the year's first period must lie in the books as a whole
        coalesce(
            min(first_day) over (partition by practice_id, clinic_id) <= {{
                'period_start_date' if in_year == 1
                else 'lag(period_start_date, ' ~ (in_year - 1) ~ ') over (' ~ books ~ ')'
            }}
            and in_books = 1,
            false
        ) as has_trailing_year,
        lag(cash_amount) over ({{ books }}) as previous_cash_amount,
        lag(net_production_amount) over ({{ books }}) as previous_net_production_amount,
        lag(cash_amount, {{ lookback }}) over ({{ books }}) as last_year_cash_amount,
        lag(net_production_amount, {{ lookback }}) over ({{ books }}) as last_year_net_production_amount
        {%- for before, periods_back in {'previous': 1, 'last_year': lookback}.items() %}
        {%- for amount in ['cash', 'net_production'] %},
        case
            when {{ period_end(grain, 'period_start_date') }} > {{ as_of_date() }}
                then lag({{ amount }}_to_date_amount, {{ periods_back }}) over ({{ books }})
            else lag({{ amount }}_amount, {{ periods_back }}) over ({{ books }})
        end as {{ before }}_{{ amount }}_to_date_amount
        {%- endfor %}
        {%- endfor %}

    from periods

),

compared as (

    select
        practice_id,
        clinic_id,
        period_start_date,
        elapsed_days
        {%- for amount in collection_amounts() %},
        {{ amount }}
        {%- endfor %},
        collectible_production_amount,
        timed_amount,
        has_trailing_year
        {%- for amount in [
            'trailing_cash_amount', 'trailing_net_production_amount', 'previous_cash_amount',
            'previous_net_production_amount', 'last_year_cash_amount', 'last_year_net_production_amount',
            'previous_cash_to_date_amount', 'previous_net_production_to_date_amount',
            'last_year_cash_to_date_amount', 'last_year_net_production_to_date_amount',
        ] %},
        cast(
            case
                when {{ 'has_trailing_year' if 'trailing' in amount else 'in_books = 1' }}
                    then {{ amount }}
            end as decimal(18, 2)
        ) as {{ amount }}
        {%- endfor %}

    from set_against

)
{%- endmacro %}


{# Rates of what was compared, with the reason where there is none to tell. Ends with CTE `summary`. #}
{% macro rated_periods(grain) -%}
    {%- set key = 'practice_id, clinic_id, period_start_date' -%}
timing as (

    select * from {{ ref('int_cash_timing') }}

),

-- the fewest days by which half of the dollars were there
days_to_collect as (

    select
        practice_id,
        clinic_id,
        {{ period_start(grain, 'cash_date') }} as period_start_date,
        days_to_collect,
        sum(amount) as amount

    from timing
    where days_to_collect is not null
    group by practice_id, clinic_id, {{ period_start(grain, 'cash_date') }}, days_to_collect

),

running as (

    select
        practice_id,
        clinic_id,
        period_start_date,
        days_to_collect,
        sum(amount) over (partition by {{ key }} order by days_to_collect) as collected_so_far,
        sum(amount) over (partition by {{ key }}) as collected_amount

    from days_to_collect

),

medians as (

    select
        practice_id,
        clinic_id,
        period_start_date,
        cast(min(days_to_collect) as integer) as median_days_to_collect

    from running
    where 2 * collected_so_far >= collected_amount
    group by practice_id, clinic_id, period_start_date

),

rated as (

    select
        compared.*,
        {%- for name, numerator, denominator in [
            ('gross_collection_rate', 'cash_amount', 'gross_production_amount'),
            ('net_collection_rate', 'cash_amount', 'net_production_amount'),
            ('collectible_collection_rate', 'cash_amount', 'collectible_production_amount'),
            ('net_collection_rate_trailing', 'trailing_cash_amount', 'trailing_net_production_amount'),
            ('previous_net_collection_rate', 'previous_cash_amount', 'previous_net_production_amount'),
            ('last_year_net_collection_rate', 'last_year_cash_amount', 'last_year_net_production_amount'),
            ('due_collection_rate', 'payment_plan_cash_amount', 'due_amount'),
            ('mean_days_to_collect', 'collected_dollar_days', 'timed_amount'),
        ] %}
        {{ ratio(cents(numerator), cents(denominator)) }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}

    from compared

),

described as (

    select
        rated.*,
        medians.median_days_to_collect

    from rated
    left join medians
        on rated.practice_id = medians.practice_id
        and rated.clinic_id = medians.clinic_id
        and rated.period_start_date = medians.period_start_date

),

summary as (

    select
        period_start_date,
        {{ period_end(grain, 'period_start_date') }} as period_end_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        elapsed_days,
        {{ period_end(grain, 'period_start_date') }} <= {{ as_of_date() }} as is_period_complete
        {%- for amount in collection_amounts() %},
        {{ amount }}
        {%- endfor %},
        cast(collectible_production_amount as decimal(18, 2)) as collectible_production_amount,
        cast({{ var('collection_benchmark_rate') }} as decimal(18, 6)) as benchmark_rate
        {%- for rate, denominator in {
            'gross_collection_rate': 'gross_production_amount',
            'net_collection_rate': 'net_production_amount',
            'collectible_collection_rate': 'collectible_production_amount',
        }.items() %},
        cast({{ rate }} as decimal(18, 6)) as {{ rate }},
        case
            when {{ denominator }} < 0 then 'negative_production'
            when {{ denominator }} = 0 then 'no_production'
        end as {{ rate }}_reason
        {%- endfor %},
        cast(net_collection_rate - {{ var('collection_benchmark_rate') }} as decimal(18, 6))
            as benchmark_difference,
        cast(net_collection_rate_trailing as decimal(18, 6)) as net_collection_rate_trailing,
        case
            when not has_trailing_year then 'less_than_a_year_of_books'
            when trailing_net_production_amount < 0 then 'negative_production'
            when trailing_net_production_amount = 0 then 'no_production'
        end as net_collection_rate_trailing_reason,
        trailing_cash_amount,
        trailing_net_production_amount,
        cast(due_collection_rate as decimal(18, 6)) as due_collection_rate,
        case when due_amount <= 0 then 'nothing_due' end as due_collection_rate_reason,
        cast(timed_amount as decimal(18, 2)) as timed_amount,
        cast(mean_days_to_collect as decimal(18, 6)) as mean_days_to_collect,
        median_days_to_collect,
        case when timed_amount <= 0 then 'no_cash_for_services' end as days_to_collect_reason,
        previous_cash_amount,
        previous_net_production_amount,
        cast(previous_net_collection_rate as decimal(18, 6)) as previous_net_collection_rate,
        cast(net_collection_rate - previous_net_collection_rate as decimal(18, 6)) as net_collection_rate_change,
        previous_cash_to_date_amount,
        previous_net_production_to_date_amount,
        last_year_cash_amount,
        last_year_net_production_amount,
        cast(last_year_net_collection_rate as decimal(18, 6)) as last_year_net_collection_rate,
        last_year_cash_to_date_amount,
        last_year_net_production_to_date_amount

    from described

)
{%- endmacro %}
