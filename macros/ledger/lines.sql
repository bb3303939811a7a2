{#
    The tables of ledger lines, and what a link names of them, by the code that is stored for millions of lines:
    text would take a third of the time in which they are written. In the order in which lines of a day are matched.
#}
{% macro ledger_tables() -%}
    {{ return({
        1: ('adjustment', 'adjustment'),
        2: ('claimproc', none),
        3: ('payplan', none),
        4: ('payplancharge', 'plan_charge'),
        5: ('payplanlink', none),
        6: ('paysplit', 'payment_split'),
        7: ('procedurelog', 'procedure'),
    }) }}
{%- endmacro %}


{# The code of a table, from its name or from the word for what is linked; null for what is no ledger line. #}
{% macro table_code(column) -%}
    case {{ column }}
        {%- for code, names in ledger_tables().items() %}
        {%- for name in names | unique if name %}
        when '{{ name }}' then cast({{ code }} as smallint)
        {%- endfor %}
        {%- endfor %}
    end
{%- endmacro %}


{# The name of the table that a code stands for. #}
{% macro table_name(column) -%}
    case {{ column }}
        {%- for code, names in ledger_tables().items() %}
        when {{ code }} then '{{ names[0] }}'
        {%- endfor %}
    end
{%- endmacro %}


{# The kinds of line that a payment or an insurer's answer posts, and that can be taken back. #}
{% macro posting_kinds() -%}
    ('insurance_payment', 'writeoff', 'patient_payment')
{%- endmacro %}


{# All of a ledger line that matching and what is told of a match depend on, as one number. #}
{% macro line_fingerprint() -%}
    {{ row_hash([
        'ledger_line_id', 'account_id', 'patient_id', 'line_kind', 'aging_date', 'amount', 'service_date', 'link_code',
        'link_id', 'provider_id', 'clinic_id', 'procedure_id', 'payer_id', 'payment_method', 'is_transfer',
    ]) }}
{%- endmacro %}
