-- Why does an account owe what it owes, and whose was its cash? Every raw row that could be a ledger line, beneath it
-- the pieces that the line was matched in, which add up to it, and beneath them the owners of its cash, which add up to
-- what the payment brought: money that the same payment took back is nobody's.
-- dbt show --select trace_account --profiles-dir . --limit 500 --output json --vars 'account_id: 1234'
-- Without account_id it is the account that owes the most.

{% set text = dbt.type_string() -%}

with

aging as (

    select * from {{ ref('int_ar_aging') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

excluded as (

    select * from {{ ref('int_ar_ledger_excluded') }}

),

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

open_charges as (

    select * from {{ ref('int_ar_open_charges') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

largest as (

    select account_id
    from aging
    order by balance_total desc, account_id asc
    limit 1

),

traced as (

    select
        {{ 'account_id' if var('account_id', none) is none else 'cast(' ~ var('account_id') ~ ' as bigint)' }}
            as account_id

    from largest

),

-- 1: a raw row as the ledger has it, or why it has it not
lines as (

    select
        ledger.ledger_line_id,
        ledger.practice_id,
        ledger.source_table,
        ledger.source_id,
        ledger.aging_date as line_date,
        ledger.line_kind,
        ledger.amount,
        ledger.line_kind || ', in the ledger' as what_became_of_it,
        true as is_counted

    from ledger
    inner join traced on ledger.account_id = traced.account_id

    union all

    select
        excluded.ledger_line_id,
        excluded.practice_id,
        excluded.source_table,
        excluded.source_id,
        excluded.ledger_date as line_date,
        excluded.line_kind,
        excluded.amount,
        excluded.line_kind || ', left out: '
        || coalesce(excluded.exclusion_rule, excluded.quarantine_reason) as what_became_of_it,
        false as is_counted

    from excluded
    inner join traced on excluded.account_id = traced.account_id

),

-- 2: which charges a credit pays, and which credits pay a charge
pieces as (

    select
        allocations.credit_line_id as ledger_line_id,
        -allocations.amount as amount,
        'pays ' || allocations.charge_line_id || ' by ' || allocations.match_rule as what_became_of_it

    from allocations
    inner join traced on allocations.account_id = traced.account_id

    union all

    select
        allocations.charge_line_id as ledger_line_id,
        allocations.amount,
        'paid by ' || allocations.credit_line_id || ' by ' || allocations.match_rule as what_became_of_it

    from allocations
    inner join traced on allocations.account_id = traced.account_id

    union all

    select
        open_charges.ledger_line_id,
        open_charges.open_amount as amount,
        'open, due ' || cast(open_charges.due_date as {{ text }}) as what_became_of_it

    from open_charges
    inner join traced on open_charges.account_id = traced.account_id

),

-- what the pieces of a credit leave is unapplied, of a line after the as-of date not matched yet
pieces_by_line as (

    select
        ledger_line_id,
        sum(amount) as amount

    from pieces
    group by ledger_line_id

),

unmatched as (

    select
        lines.ledger_line_id,
        lines.amount - coalesce(pieces_by_line.amount, 0) as amount,
        case
            when lines.line_date > {{ as_of_date() }} then 'after the as-of date'
            else 'unapplied'
        end as what_became_of_it

    from lines
    left join pieces_by_line on lines.ledger_line_id = pieces_by_line.ledger_line_id
    where lines.is_counted and lines.amount <> coalesce(pieces_by_line.amount, 0)

),

-- 3: whose the cash of a line is
owners as (

    select
        cash.cash_line_id as ledger_line_id,
        -attribution.amount as amount,
        case attribution.owner_type
            when 'communication'
                then
                    'owned by ' || coalesce(attribution.communication_key, cast(attribution.task_id as {{ text }}))
                    || ', ' || attribution.owner_basis
            when 'plan' then 'owned by a payment plan'
            else 'owned by nobody: ' || attribution.organic_reason
        end as what_became_of_it

    from attribution
    inner join cash on attribution.cash_piece_id = cash.cash_piece_id
    inner join traced on cash.account_id = traced.account_id

),

levels as (

    select
        ledger_line_id,
        '1 row' as trace_level,
        amount,
        what_became_of_it

    from lines

    union all

    select
        ledger_line_id,
        '2 piece' as trace_level,
        amount,
        what_became_of_it

    from pieces

    union all

    select
        ledger_line_id,
        '2 piece' as trace_level,
        amount,
        what_became_of_it

    from unmatched

    union all

    select
        ledger_line_id,
        '3 owner' as trace_level,
        amount,
        what_became_of_it

    from owners

)

select
    lines.line_date,
    -- with OpenDental's own number
    lines.source_table || ' '
    || cast(lines.source_id - cast(lines.practice_id as bigint) * 1000000000000 as {{ text }}) as raw_row,
    levels.ledger_line_id,
    levels.trace_level,
    levels.amount,
    levels.what_became_of_it

from levels
inner join lines on levels.ledger_line_id = lines.ledger_line_id
order by
    lines.line_date asc nulls first, lines.source_table asc, lines.source_id asc, lines.line_kind asc,
    levels.trace_level asc, abs(levels.amount) desc, levels.what_became_of_it asc
