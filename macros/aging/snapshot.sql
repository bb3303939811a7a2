{# The running measures that int_ar_snapshot_changes adds up and int_ar_aging_snapshot reads. #}
{% macro snapshot_measures() -%}
    {{ return([
        'balance', 'credit', 'aged_0', 'aged_31', 'aged_61', 'aged_91',
        'due_0', 'due_1', 'due_31', 'due_61', 'due_91', 'due_121',
    ]) }}
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

        {% for days in [0, 31, 61, 91] -%}
        select {{ measures.index('aged_' ~ days) }} as measure, {{ days }} as threshold_days
        {{ 'union all' if not loop.last }}
        {% endfor %}

    ),

    due_thresholds as (

        {% for days in [1, 31, 61, 91, 121] -%}
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


{#
    The aging that running measures amount to, in dollars: balance_as_of, OpenDental's buckets and the past-due ones.

    running: CTE with `keep` and every measure of snapshot_measures(), in cents.
#}
{% macro aged_measures(running, keep) -%}
    {%- set balances = ['balance_as_of', 'balance_0_30', 'balance_31_60', 'balance_61_90', 'balance_over_90'] -%}
    {%- set past_due = [
        'past_due_current', 'past_due_1_30', 'past_due_31_60', 'past_due_61_90', 'past_due_91_120',
        'past_due_over_120',
    ] -%}
    {%- set carried = keep + [
        'balance_as_of', 'charged_amount', 'gross_current', 'gross_1_30', 'gross_past_31_60', 'gross_past_61_90',
        'gross_91_120', 'gross_over_120',
    ] -%}
    with grossed as (

        select
            {%- for column in keep %}
            {{ column }},
            {%- endfor %}
            balance + credit as balance_as_of,
            due_0 as charged_amount,
            due_0 - due_1 as gross_current,
            due_1 - due_31 as gross_1_30,
            due_31 - due_61 as gross_past_31_60,
            due_61 - due_91 as gross_past_61_90,
            due_91 - due_121 as gross_91_120,
            due_121 as gross_over_120,
            -credit as credit_pool,
            aged_0 - aged_31 as gross_0_30,
            aged_31 - aged_61 as gross_31_60,
            aged_61 - aged_91 as gross_61_90,
            aged_91 as gross_over_90

        from {{ running }}

    ),

    pooled as (

        {{ move_negative_buckets_to_pool('grossed', carried) }}

    ),

    aged as (

        {{ apply_credit_pool('pooled', carried, 'bigint') }}

    ),

    owed as (

        select
            {%- for column in keep %}
            {{ column }},
            {%- endfor %}
            balance_as_of,
            balance_0_30,
            balance_31_60,
            balance_61_90,
            balance_over_90,
            charged_amount - (balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90) as credit_pool,
            gross_current,
            gross_1_30,
            gross_past_31_60 as gross_31_60,
            gross_past_61_90 as gross_61_90,
            gross_91_120,
            gross_over_120

        from aged
        where
            balance_as_of <> 0
            or balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90 <> 0

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
