-- Grain: piece of received cash, signed, and whether a contact may own it. All add up to the net cash of the practice.

with

pieces as (

    select * from {{ ref('int_cash_pieces') }}

),

reversals as (

    select * from {{ ref('int_cash_reversals') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

-- some payments above zero hold splits below zero too: what those move is not received again, the oldest first
moved as (

    select
        pieces.cash_line_id,
        pieces.matched_line_id,
        pieces.payment_split_id,
        pieces.payment_id,
        pieces.amount,
        pieces.charge_line_id,
        pieces.charge_date,
        reversals.negative_amount

    from {{ ref('int_cash_pieces') }} as pieces
    inner join reversals on pieces.payment_id = reversals.payment_id
    where reversals.amount >= 0 and pieces.amount > 0

),

charges as (

    select
        ledger_line_id,
        source_id

    from ledger
    where ledger_line_id in (select matched_line_id from moved)

),

lowered as (

    select
        moved.cash_line_id,
        moved.matched_line_id,
        sum(moved.amount) over (
            partition by moved.payment_id
            order by
                moved.payment_split_id, moved.charge_date nulls last, charges.source_id nulls last, moved.charge_line_id
            rows between unbounded preceding and current row
        ) - moved.negative_amount as left_amount

    from moved
    left join charges on moved.matched_line_id = charges.ledger_line_id

),

received as (

    select
        pieces.cash_line_id || '-' || coalesce(
            pieces.matched_line_id,
            case when coalesce(reversals.amount, pieces.amount) < 0 then 'reversal' else 'unapplied' end
        ) as cash_piece_id,
        pieces.cash_line_id,
        pieces.practice_id,
        pieces.account_id,
        case when pieces.purpose = 'insurance' then 'insurance' else 'patient' end as cash_source,
        pieces.payment_id,
        pieces.payment_split_id,
        nullif(pieces.cash_date, {{ blank_date() }}) as cash_date,
        pieces.cash_at,
        cast(least(pieces.amount, coalesce(lowered.left_amount, pieces.amount)) as decimal(18, 2)) as amount,
        pieces.charge_line_id,
        pieces.charge_date,
        case
            when pieces.purpose = 'insurance' then 'insurance'
            when coalesce(reversals.amount, pieces.amount) < 0 then 'reversal'
            when pieces.account_id is null then 'no_account'
            when pieces.purpose <> 'account' then pieces.purpose
            when pieces.cash_date = {{ blank_date() }} then 'no_date'
            when pieces.is_service and pieces.charge_date = pieces.cash_date then 'same_day_service'
            when pieces.matched_line_id is null or pieces.charge_date > pieces.cash_date then 'prepayment'
            else 'eligible'
        end as eligibility,
        cast(null as bigint) as original_payment_id,
        cast(null as {{ dbt.type_string() }}) as reversed_piece_id

    from pieces
    left join reversals on pieces.payment_id = reversals.payment_id
    left join lowered
        on pieces.cash_line_id = lowered.cash_line_id
        and coalesce(pieces.matched_line_id, '') = coalesce(lowered.matched_line_id, '')
    where
        reversals.payment_id is null
        or lowered.left_amount > 0
        or (reversals.amount < 0 and reversals.original_payment_id is null)

),

-- what is taken back is the original, piece by piece
taken_back as (

    select
        'R' || cast(reversals.payment_id as {{ dbt.type_string() }}) || '-' || received.cash_piece_id as cash_piece_id,
        received.cash_line_id,
        received.practice_id,
        received.account_id,
        received.cash_source,
        reversals.payment_id,
        received.payment_split_id,
        nullif(reversals.cash_date, {{ blank_date() }}) as cash_date,
        cast(null as timestamp) as cash_at,
        cast(-received.amount as decimal(18, 2)) as amount,
        received.charge_line_id,
        received.charge_date,
        'reversal' as eligibility,
        reversals.original_payment_id,
        received.cash_piece_id as reversed_piece_id

    from reversals
    inner join received on reversals.original_payment_id = received.payment_id

),

cash as (

    select * from received
    union all
    select * from taken_back

)

select * from cash
