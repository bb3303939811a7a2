-- Grain: candidate ledger line: every row of OpenDental's money tables that could be one, with what keeps it out.

{#- what a source does not have is null #}
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
    (
        'int_ar_lines_plan_discounts', 'D',
        ['procedure_id', 'payment_plan_id', 'link_code', 'link_id', 'tied_procedure_date', 'edited_at']
    ),
] %}

with

candidates as (

    {% for model, letter, has in sources -%}
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
        {%- if column in has %}
        {{ table_code('link_type') if column == 'link_code' else column }} as {{ column }},
        {%- else %}
        {{ 'false' if column == 'is_transfer' else 'cast(null as ' ~ data_type ~ ')' }} as {{ column }},
        {%- endif %}
        {%- endfor %}
        quarantine_reason,
        exclusion_rule

    from {{ ref(model) }}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

),

reasoned as (

    select
        candidates.*,
        quarantine_reason is null and exclusion_rule is null as is_in_ledger

    from candidates

)

select * from reasoned
