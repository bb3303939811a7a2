{#
    The union of the candidate lines of every source table, all with the same columns: those that a
    source does not have are null. One list, so that the ledger and what is left out of it can't differ.
#}
{% macro ledger_candidates() -%}
    {%- set optional = {
        'procedure_id': 'bigint',
        'claim_id': 'bigint',
        'claim_payment_id': 'bigint',
        'payment_id': 'bigint',
        'payment_plan_id': 'bigint',
        'adjustment_type_id': 'bigint',
        'payer_id': 'bigint',
        'payment_method': dbt.type_string(),
        'is_transfer': 'boolean',
        'link_code': 'smallint',
        'link_id': 'bigint',
        'tied_procedure_date': 'date',
        'edited_at': 'timestamp',
    } -%}
    {%- set expressions = {'link_code': table_code('link_type')} -%}
    {%- set sources = [
        ('int_ar_lines_procedures', 'P', ['procedure_id', 'link_code', 'link_id', 'edited_at']),
        (
            'int_ar_lines_claim_procedures', none,
            [
                'procedure_id', 'claim_id', 'claim_payment_id', 'payment_plan_id', 'payer_id', 'payment_method',
                'is_transfer', 'link_code', 'link_id', 'edited_at',
            ]
        ),
        (
            'int_ar_lines_adjustments', 'A',
            ['procedure_id', 'adjustment_type_id', 'link_code', 'link_id', 'tied_procedure_date', 'edited_at']
        ),
        (
            'int_ar_lines_payment_splits', 'S',
            [
                'procedure_id', 'payment_id', 'payment_plan_id', 'payment_method', 'is_transfer', 'link_code',
                'link_id', 'edited_at',
            ]
        ),
        (
            'int_ar_lines_plan_charges', 'C',
            ['procedure_id', 'payment_plan_id', 'link_code', 'link_id', 'tied_procedure_date', 'edited_at']
        ),
        ('int_ar_lines_plans', 'T', ['payment_plan_id']),
        (
            'int_ar_lines_plan_links', 'L',
            ['procedure_id', 'payment_plan_id', 'link_code', 'link_id', 'tied_procedure_date', 'edited_at']
        ),
    ] -%}
    {%- for model, letter, has in sources %}
    select
        {% if letter -%}
        '{{ letter }}' || cast(source_id as {{ dbt.type_string() }}) as ledger_line_id,
        {%- else -%}
        case line_kind when 'writeoff' then 'W' else 'I' end
        || cast(source_id as {{ dbt.type_string() }}) as ledger_line_id,
        {%- endif %}
        practice_id,
        account_id,
        line_kind,
        ledger_date,
        coalesce(ledger_date, {{ blank_date() }}) as aging_date,
        amount,
        row_amount,
        patient_id,
        provider_id,
        clinic_id,
        service_date,
        {{ table_code('source_table') }} as source_code,
        source_id,
        has_subcents,
        {%- for column, data_type in optional.items() %}
        {{ expressions.get(column, column) if column in has else ('false' if column == 'is_transfer' else 'cast(null as ' ~ data_type ~ ')') }} as {{ column }},
        {%- endfor %}
        quarantine_reason,
        exclusion_rule
    from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


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
        6: ('paysplit', none),
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


{#
    The block of a line's link: links of one kind with neighbouring numbers, as one number. What was entered
    together has neighbouring numbers and changes together. Reads link_code and link_id.
#}
{% macro link_block() -%}
    (link_id - link_id % 256 + link_code)
{%- endmacro %}


{# All of a ledger line that matching and what is told of a match depend on, as one number. #}
{% macro line_fingerprint() -%}
    {{ row_hash([
        'ledger_line_id', 'account_id', 'patient_id', 'line_kind', 'aging_date', 'amount', 'service_date', 'link_code',
        'link_id', 'provider_id', 'clinic_id', 'procedure_id', 'payer_id', 'payment_method', 'is_transfer',
    ]) }}
{%- endmacro %}
