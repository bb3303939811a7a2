{#
    Every bucket's word with the first of its days; it ends where the next one begins. None: all that is younger.
    OpenDental's count days since the charge, and hold nothing of the future.
#}
{% macro aging_first_days() -%}
    {{ return({'0_30': 0, '31_60': 31, '61_90': 61, 'over_90': 91}) }}
{%- endmacro %}


{# The past-due ones count days since a charge fell due. #}
{% macro past_due_first_days() -%}
    {{ return({'current': none, '1_30': 1, '31_60': 31, '61_90': 61, '91_120': 91, 'over_120': 121}) }}
{%- endmacro %}


{# The words of OpenDental's buckets, the youngest first. #}
{% macro aging_buckets() -%}
    {{ return(aging_first_days() | list) }}
{%- endmacro %}


{# All that is owed by age, dollars; credits that OpenDental has not spread over it stand beside it. #}
{% macro owed_by_age(relation='') -%}
    {%- set of = relation ~ '.' if relation else '' -%}
    {%- for bucket in aging_buckets() %}{{ of }}balance_{{ bucket }}{{ ' + ' if not loop.last }}{% endfor -%}
{%- endmacro %}


{# The words of the past-due buckets, the youngest first; the first of them is not yet due. #}
{% macro past_due_buckets() -%}
    {{ return(past_due_first_days() | list) }}
{%- endmacro %}


{# The same without what is not yet due. #}
{% macro late_buckets() -%}
    {{ return(past_due_buckets()[1:]) }}
{%- endmacro %}


{# Whether so many days lie in a bucket of `first_days`. #}
{% macro is_in_bucket(first_days, bucket, days) -%}
    {%- set words = first_days | list -%}
    {%- set following = words[words.index(bucket) + 1:] -%}
    {%- if not following -%}
    {{ days }} >= {{ first_days[bucket] }}
    {%- elif first_days[bucket] is none -%}
    {{ days }} < {{ first_days[following[0]] }}
    {%- else -%}
    {{ days }} between {{ first_days[bucket] }} and {{ first_days[following[0]] - 1 }}
    {%- endif -%}
{%- endmacro %}


{# A bucket as people read it: 31-60, over 90. #}
{% macro bucket_label(bucket) -%}
    {{ bucket | replace('over_', 'over ') | replace('_', '-') }}
{%- endmacro %}


{# What is past due, of a relation's columns named past_due_*. #}
{% macro past_due_total(relation) -%}
    {%- for bucket in late_buckets() -%}
    {{ relation }}.past_due_{{ bucket }}{{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# The oldest bucket in which a relation's columns named past_due_* hold anything; null where none of them does. #}
{% macro oldest_bucket(relation) -%}
    case
        {%- for bucket in past_due_buckets() | reverse %}
        when {{ relation }}.past_due_{{ bucket }} > 0 then '{{ bucket }}'
        {%- endfor %}
    end
{%- endmacro %}


{# A past-due bucket's rank, the oldest highest: criteria compare buckets by it. #}
{% macro bucket_rank(bucket_column) -%}
    case {{ bucket_column }}
        {%- for bucket in past_due_buckets() %}
        when '{{ bucket }}' then {{ loop.index0 }}
        {%- endfor %}
    end
{%- endmacro %}


{#
    OpenDental's aging in closed form. Tied credits can push a bucket below nothing: the excess joins
    the pool of credits.

    relation: has `keep`, credit_pool, and a gross_* of each of OpenDental's buckets.
#}
{% macro move_negative_buckets_to_pool(relation, keep) -%}
    select
        {%- for column in keep %}
        {{ column }},
        {%- endfor %}
        credit_pool
        {%- for bucket in aging_buckets() %}
        - least(gross_{{ bucket }}, 0)
        {%- endfor %} as credit_pool,
        {%- for bucket in aging_buckets() %}
        greatest(gross_{{ bucket }}, 0) as gross_{{ bucket }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ relation }}
{%- endmacro %}


{#
    The pool pays the oldest bucket first. What a bucket keeps is what the pool, less all that is
    older, leaves of it.

    relation: has `keep`, credit_pool, and a gross_* of each of OpenDental's buckets, none below 0.
    amount_type: of the amounts, which are dollars or whole cents.
#}
{% macro apply_credit_pool(relation, keep, amount_type='decimal(18, 2)') -%}
    select
        {%- for column in keep %}
        {{ column }},
        {%- endfor %}
        {%- for bucket in aging_buckets() %}
        {{ left_of_bucket(aging_buckets(), bucket, amount_type) }} as balance_{{ bucket }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ relation }}
{%- endmacro %}


{% macro left_of_bucket(buckets, bucket, amount_type) -%}
    {%- set older = buckets[buckets.index(bucket) + 1:] -%}
    cast(
            greatest(
                gross_{{ bucket }} - greatest(
                    credit_pool
                    {%- for word in older %}
                    - gross_{{ word }}
                    {%- endfor %}, 0
                ), 0
            ) as {{ amount_type }}
        )
{%- endmacro %}


{#
    Past-due buckets in closed form: the pool pays what fell due first. What is owed beyond all charges
    (a tied credit that moved no bucket can make it so) counts as current.

    relation: has `keep`, credit_pool, and a gross_* of each past-due bucket.
    amount_type: of the amounts, which are dollars or whole cents.
#}
{% macro apply_credits_to_past_due(relation, keep, amount_type='decimal(18, 2)') -%}
    select
        {%- for column in keep %}
        {{ column }},
        {%- endfor %}
        cast(
            {{ left_of_bucket(past_due_buckets(), 'current', amount_type) }}
            + greatest(-credit_pool, 0) as {{ amount_type }}
        ) as past_due_current,
        {%- for bucket in late_buckets() %}
        {{ left_of_bucket(past_due_buckets(), bucket, amount_type) }} as past_due_{{ bucket }}
        {{- ',' if not loop.last }}
        {%- endfor %}

    from {{ relation }}
{%- endmacro %}
