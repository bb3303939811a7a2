{{ config(materialized=incremental_or_table(), incremental_strategy='touched', unique_key='ledger_line_id') }}
-- Grain: ledger line that names what it pays, or can be named so, with what reversals left of it.
-- What is made anew are blocks of links with neighbouring numbers: what was entered together changes together.

{#- links of one kind with neighbouring numbers, as one number #}
{%- set link_block = '(link_id - link_id % 256 + link_code)' %}

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

reversals as (

    select * from {{ ref('int_ar_match_reversals') }}

),

-- read twice, for no engine has to keep millions of lines in between
line_prints as (

    select
        {{ link_block }} as touched_key,
        {{ line_fingerprint() }} as line_fingerprint

    from {{ ref('int_ar_ledger') }}
    where aging_date <= {{ as_of_date() }} and link_code is not null

),

reversal_prints as (

    select
        {{ link_block }} as touched_key,
        ledger_line_id,
        remaining_amount

    from {{ ref('int_ar_match_reversals') }}

),

fingerprints as (

    {{ input_fingerprints([
        ('line_prints', ['line_fingerprint']),
        ('reversal_prints', ['ledger_line_id', 'remaining_amount']),
    ]) }}

),

touched as (

    {{ touched_keys('fingerprints') }}

),

linked as (

    select
        ledger_line_id,
        practice_id,
        account_id,
        patient_id,
        coalesce(service_date, {{ blank_date() }}) as service_date,
        link_code,
        link_id,
        aging_date,
        source_code,
        source_id,
        amount,
        {{ line_fingerprint() }} as line_fingerprint,
        {{ link_block }} as touched_key

    from ledger
    where
        aging_date <= {{ as_of_date() }}
        and link_code is not null
        and {{ link_block }} in (select touched_key from touched)

),

open_lines as (

    select
        linked.ledger_line_id,
        linked.practice_id,
        linked.account_id,
        linked.patient_id,
        linked.service_date,
        linked.link_code,
        linked.link_id,
        linked.aging_date,
        linked.source_code,
        linked.source_id,
        linked.line_fingerprint,
        linked.touched_key,
        linked.amount > 0 as is_charge,
        coalesce(reversals.remaining_amount, abs(linked.amount)) as open_amount

    from linked
    left join reversals on linked.ledger_line_id = reversals.ledger_line_id
    where coalesce(reversals.remaining_amount, abs(linked.amount)) > 0

),

positions as (

    {{ fifo_positions('open_lines', ['account_id', 'link_code', 'link_id']) }}

),

final as (

    select
        positions.ledger_line_id,
        positions.practice_id,
        positions.account_id,
        positions.patient_id,
        positions.service_date,
        positions.link_code,
        positions.link_id,
        positions.aging_date,
        positions.source_code,
        positions.source_id,
        positions.line_fingerprint,
        positions.is_charge,
        positions.open_amount,
        positions.line_count,
        positions.opposite_count,
        positions.opposite_amount,
        positions.opposite_line_id,
        positions.opposite_aging_date,
        positions.ends_at,
        positions.remaining_amount,
        touched.touched_key,
        touched.input_fingerprint

    from touched
    left join positions on touched.touched_key = positions.touched_key
    {{ keep_vanished('positions.ledger_line_id') }}

)

select * from final
