{# The words of the past-due buckets, the youngest first. #}
{% macro past_due_buckets() -%}
    {{ return(['current', '1_30', '31_60', '61_90', '91_120', 'over_120']) }}
{%- endmacro %}


{#
    OpenDental's aging in closed form. Tied credits can push a bucket below nothing: the excess joins
    the pool of credits.

    relation: has `keep`, credit_pool, gross_0_30, gross_31_60, gross_61_90, gross_over_90.
#}
{% macro move_negative_buckets_to_pool(relation, keep) -%}
    select
        {%- for column in keep %}
        {{ column }},
        {%- endfor %}
        credit_pool
        - least(gross_0_30, 0) - least(gross_31_60, 0) - least(gross_61_90, 0) - least(gross_over_90, 0)
            as credit_pool,
        greatest(gross_0_30, 0) as gross_0_30,
        greatest(gross_31_60, 0) as gross_31_60,
        greatest(gross_61_90, 0) as gross_61_90,
        greatest(gross_over_90, 0) as gross_over_90

    from {{ relation }}
{%- endmacro %}


{#
    The pool pays the oldest bucket first. What a bucket keeps is what the pool, less all that is
    older, leaves of it.

    relation: has `keep`, credit_pool, gross_0_30, gross_31_60, gross_61_90, gross_over_90, none below 0.
    amount_type: of the amounts, which are dollars or whole cents.
#}
{% macro apply_credit_pool(relation, keep, amount_type='decimal(18, 2)') -%}
    select
        {%- for column in keep %}
        {{ column }},
        {%- endfor %}
        {{ left_of_bucket('gross_0_30', ['gross_31_60', 'gross_61_90', 'gross_over_90'], amount_type) }}
            as balance_0_30,
        {{ left_of_bucket('gross_31_60', ['gross_61_90', 'gross_over_90'], amount_type) }} as balance_31_60,
        {{ left_of_bucket('gross_61_90', ['gross_over_90'], amount_type) }} as balance_61_90,
        {{ left_of_bucket('gross_over_90', [], amount_type) }} as balance_over_90

    from {{ relation }}
{%- endmacro %}


{% macro left_of_bucket(bucket, older, amount_type) -%}
    cast(greatest({{ bucket }} - greatest({{ (['credit_pool'] + older) | join(' - ') }}, 0), 0) as {{ amount_type }})
{%- endmacro %}


{#
    Past-due buckets in closed form: the pool pays what fell due first. What is owed beyond all charges
    (a tied credit that moved no bucket can make it so) counts as current.

    relation: has `keep`, credit_pool, gross_current, gross_1_30 … gross_over_120.
    amount_type: of the amounts, which are dollars or whole cents.
#}
{% macro apply_credits_to_past_due(relation, keep, amount_type='decimal(18, 2)') -%}
    select
        {%- for column in keep %}
        {{ column }},
        {%- endfor %}
        cast(
            {{ left_of_bucket(
                'gross_current', ['gross_1_30', 'gross_31_60', 'gross_61_90', 'gross_91_120', 'gross_over_120'],
                amount_type
            ) }}
            + greatest(-credit_pool, 0) as {{ amount_type }}
        ) as past_due_current,
        {{ left_of_bucket(
            'gross_1_30', ['gross_31_60', 'gross_61_90', 'gross_91_120', 'gross_over_120'], amount_type
        ) }} as past_due_1_30,
        {{ left_of_bucket('gross_31_60', ['gross_61_90', 'gross_91_120', 'gross_over_120'], amount_type) }}
            as past_due_31_60,
        {{ left_of_bucket('gross_61_90', ['gross_91_120', 'gross_over_120'], amount_type) }} as past_due_61_90,
        {{ left_of_bucket('gross_91_120', ['gross_over_120'], amount_type) }} as past_due_91_120,
        {{ left_of_bucket('gross_over_120', [], amount_type) }} as past_due_over_120

    from {{ relation }}
{%- endmacro %}
