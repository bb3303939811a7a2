{# The running measures that int_ar_snapshot_changes adds up and int_ar_aging_snapshot reads. #}
{% macro snapshot_measures() -%}
    {{ return([
        'balance', 'credit', 'aged_0', 'aged_31', 'aged_61', 'aged_91',
        'due_0', 'due_1', 'due_31', 'due_61', 'due_91', 'due_121',
    ]) }}
{%- endmacro %}


{# What changed of each measure, in cents, from rows of a measure's number and cents. #}
{% macro summed_measures() -%}
    {%- for measure in snapshot_measures() -%}
    cast(sum(case when measure = {{ loop.index0 }} then cents else 0 end) as bigint) as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# Each measure up to a snapshot, in dollars, from its changes in cents. #}
{% macro running_measures() -%}
    {%- for measure in snapshot_measures() -%}
    cast(
            sum({{ measure }}) over (
                partition by account_id order by snapshot_index
                rows between unbounded preceding and current row
            ) as bigint
        ) * cast(0.01 as decimal(3, 2)) as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
