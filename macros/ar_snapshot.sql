{# The running measures that int_ar_snapshot_changes adds up and int_ar_aging_snapshot reads. #}
{% macro snapshot_measures() -%}
    {{ return([
        'balance', 'credit', 'aged_0', 'aged_31', 'aged_61', 'aged_91',
        'due_0', 'due_1', 'due_31', 'due_61', 'due_91', 'due_121',
    ]) }}
{%- endmacro %}
