{{ config(materialized=incremental_or_table(), incremental_strategy='touched', unique_key='charge_line_id') }}
-- Grain: piece of a credit on a charge, as of the date.
-- What links pair is made anew by the block of int_ar_match_linked, what the other rules pair by the account.

{%- set account_steps = {
    'reversals': ('reversal', ['account_id', 'patient_id', 'line_kind', 'link_code', 'link_id']),
    'service_dates': ('same_service_date', ['account_id', 'patient_id', 'service_date']),
    'oldest_first': ('oldest_first', ['account_id']),
} %}
{%- set columns = [
    'practice_id', 'account_id', 'charge_line_id', 'credit_line_id', 'match_rule', 'charge_date', 'charge_kind',
    'clinic_id', 'provider_id', 'procedure_id', 'credit_date', 'credit_kind', 'payer_id', 'payment_method',
    'is_transfer', 'amount',
] %}

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

reversals as (

    select * from {{ ref('int_ar_match_reversals') }}

),

linked as (

    select * from {{ ref('int_ar_match_linked') }}

),

service_dates as (

    select * from {{ ref('int_ar_match_service_dates') }}

),

oldest_first as (

    select * from {{ ref('int_ar_match_oldest_first') }}

),

link_prints as (

    select distinct
        touched_key,
        input_fingerprint as link_fingerprint

    from linked

),

-- a block and an account of the same number are made anew together, which is no harm
account_prints as (

    {% for step, (match_rule, key) in account_steps.items() -%}
    select
        account_id as touched_key,
        '{{ match_rule }}' as match_rule,
        line_fingerprint,
        open_amount

    from {{ step }}

    {{ 'union all' if not loop.last }}
    {% endfor %}

),

fingerprints as (

    {{ input_fingerprints([
        ('link_prints', ['link_fingerprint']),
        ('account_prints', ['match_rule', 'line_fingerprint', 'open_amount']),
    ]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

touched_links as (

    select linked.*

    from linked
    where touched_key in (select touched_key from touched)

),

linked_pieces as (

    {{ fifo_pieces(
        'touched_links', ['account_id', 'link_code', 'link_id'], 'explicit_link', carried=['touched_key']
    ) }}

),

{% for step, (match_rule, key) in account_steps.items() -%}
touched_{{ step }} as (

    select
        {{ step }}.*,
        account_id as touched_key

    from {{ step }}
    where account_id in (select touched_key from touched)

),

{{ step }}_pieces as (

    {{ fifo_pieces('touched_' ~ step, key, match_rule, carried=['touched_key']) }}

),

{% endfor -%}
pieces as (

    select * from linked_pieces
    {%- for step in account_steps %}
    union all
    select * from {{ step }}_pieces
    {%- endfor %}

),

allocations as (

    select
        pieces.touched_key,
        pieces.practice_id,
        pieces.account_id,
        pieces.charge_line_id,
        pieces.credit_line_id,
        pieces.match_rule,
        nullif(pieces.charge_aging_date, {{ blank_date() }}) as charge_date,
        charges.line_kind as charge_kind,
        charges.clinic_id,
        charges.provider_id,
        charges.procedure_id,
        nullif(pieces.credit_aging_date, {{ blank_date() }}) as credit_date,
        credits.line_kind as credit_kind,
        credits.payer_id,
        credits.payment_method,
        credits.is_transfer,
        pieces.amount

    from pieces
    inner join ledger as charges on pieces.charge_line_id = charges.ledger_line_id
    inner join ledger as credits on pieces.credit_line_id = credits.ledger_line_id

),

final as (

    select
        {{ columns_of('allocations', columns) }},
        {{ days_between('allocations.charge_date', 'allocations.credit_date') }} as days_to_pay,
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join allocations on touched.touched_key = allocations.touched_key
    {{ keep_vanished('allocations.charge_line_id') }}

)

select * from final
