{# The running measures that int_ar_snapshot_changes adds up and int_ar_aging_snapshot reads. #}
{% macro snapshot_measures() -%}
    {%- set measures = ['balance', 'credit'] -%}
    {%- for days in aging_first_days().values() -%}{%- do measures.append('aged_' ~ days) -%}{%- endfor -%}
    {%- for days in past_due_first_days().values() -%}{%- do measures.append('due_' ~ (days or 0)) -%}{%- endfor -%}
    {{ return(measures) }}
{%- endmacro %}


{#
    The days on which an account's measures change, in cents: one row per entry, measure and day.
    Every measure only ever grows by adding: what is charged at least so many days ago (aged_n), what
    fell due at least so many days ago (due_n), the credits, the balance. A line joins aged_31 on its
    31st day, and so on.

    aging_entries, due_entries: CTEs with the columns of int_ar_aging_entries and int_ar_due_entries.
    tied_from: SQL expression for the day from which a tied credit of aging_entries lowers its bucket.
#}
{% macro dated_measure_changes(aging_entries, due_entries, tied_from='aging_entries.effective_date') -%}
    {%- set measures = snapshot_measures() -%}
    with age_thresholds as (

        {% for days in aging_first_days().values() -%}
        select {{ measures.index('aged_' ~ days) }} as measure, {{ days }} as threshold_days
        {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

    due_thresholds as (

        {% for days in past_due_first_days().values() if days is not none -%}
        select {{ measures.index('due_' ~ days) }} as measure, {{ days }} as threshold_days
        {{ 'union all' if not loop.last }}
        {% endfor %}

    )

    select
        account_id,
        effective_date as change_date,
        case
            when entry_kind = 'credit' then {{ measures.index('credit') }} else {{ measures.index('balance') }}
        end as measure,
        cast(amount * 100 as bigint) as cents

    from {{ aging_entries }}

    union all

    select
        aging_entries.account_id,
        greatest(
            {{ tied_from }}, {{ add_days('aging_entries.bucket_date', 'age_thresholds.threshold_days') }}
        ) as change_date,
        age_thresholds.measure,
        cast(aging_entries.amount * 100 as bigint) as cents

    from {{ aging_entries }} as aging_entries
    cross join age_thresholds
    where aging_entries.entry_kind in ('charge', 'tied_credit')

    union all

    select
        account_id,
        effective_date as change_date,
        {{ measures.index('due_0') }} as measure,
        cast(amount * 100 as bigint) as cents

    from {{ due_entries }}

    union all

    select
        due_entries.account_id,
        greatest(
            due_entries.effective_date, {{ add_days('due_entries.due_date', 'due_thresholds.threshold_days') }}
        ) as change_date,
        due_thresholds.measure,
        cast(due_entries.amount * 100 as bigint) as cents

    from {{ due_entries }} as due_entries
    cross join due_thresholds
    where due_entries.due_date is not null
{%- endmacro %}


{# What changed of each measure, in cents, from rows of a measure's number and cents. #}
{% macro summed_measures() -%}
    {%- for measure in snapshot_measures() -%}
    {{ whole_sum('case when measure = ' ~ loop.index0 ~ ' then cents else 0 end') }} as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# Each measure of an account up to the row, from its changes, in cents: PostgreSQL reckons three times as fast. #}
{% macro running_measures(order_by='snapshot_index') -%}
    {%- for measure in snapshot_measures() -%}
    cast(
            sum({{ measure }}) over (
                partition by account_id order by {{ order_by }}
                rows between unbounded preceding and current row
            ) as bigint
        ) as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# What lies in a bucket: what is as old as its first day, less what is as old as the next one's. #}
{% macro measure_of_bucket(measure, first_days, bucket) -%}
    {%- set words = first_days | list -%}
    {%- set following = words[words.index(bucket) + 1:] -%}
    {{ measure }}_{{ first_days[bucket] or 0 }}
    {%- if following %} - {{ measure }}_{{ first_days[following[0]] }}{% endif -%}
{%- endmacro %}


{#
    The aging that running measures amount to, in dollars: balance_as_of, OpenDental's buckets and the past-due ones.

    running: CTE with `keep` and every measure of snapshot_measures(), in cents.
#}
{% macro aged_measures(running, keep) -%}
    {%- set balances, past_due, carried = ['balance_as_of'], [], keep + ['balance_as_of', 'charged_amount'] -%}
    {%- for bucket in aging_buckets() -%}{%- do balances.append('balance_' ~ bucket) -%}{%- endfor -%}
    {%- for bucket in past_due_buckets() -%}
    {%- do past_due.append('past_due_' ~ bucket) -%}{%- do carried.append('gross_past_' ~ bucket) -%}
    {%- endfor -%}
    with grossed as (

        select
            {%- for column in keep %}
            {{ column }},
            {%- endfor %}
            balance + credit as balance_as_of,
            due_0 as charged_amount,
            {%- for bucket in past_due_buckets() %}
            {{ measure_of_bucket('due', past_due_first_days(), bucket) }} as gross_past_{{ bucket }},
            {%- endfor %}
            {%- for bucket in aging_buckets() %}
            {{ measure_of_bucket('aged', aging_first_days(), bucket) }} as gross_{{ bucket }},
            {%- endfor %}
            -credit as credit_pool

        from {{ running }}

    ),

    pooled as {{ reckoned_once() }} (

        {{ move_negative_buckets_to_pool('grossed', carried) }}

    ),

    aged as (

        {{ apply_credit_pool('pooled', carried, 'bigint') }}

    ),

    owed as {{ reckoned_once() }} (

        select
            {%- for column in keep %}
            {{ column }},
            {%- endfor %}
            {%- for balance in balances %}
            {{ balance }},
            {%- endfor %}
            {%- for bucket in past_due_buckets() %}
            gross_past_{{ bucket }} as gross_{{ bucket }},
            {%- endfor %}
            charged_amount - ({{ balances[1:] | join(' + ') }}) as credit_pool

        from aged
        where
            balance_as_of <> 0
            or {{ balances[1:] | join(' + ') }} <> 0

    ),

    past_due as (

        {{ apply_credits_to_past_due('owed', keep + balances, 'bigint') }}

    )

    select
        {%- for column in keep %}
        {{ column }},
        {%- endfor %}
        {%- for column in balances + past_due %}
        cast({{ column }} * cast(0.01 as decimal(3, 2)) as decimal(18, 2)) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}

    from past_due
{%- endmacro %}
