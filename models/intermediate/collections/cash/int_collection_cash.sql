-- Grain: piece of received cash, signed. All of them add up to the net cash of the practice.

with

pieces as (

    select * from {{ ref('int_collection_cash_pieces') }}

),

splits as (

    select * from {{ ref('int_collection_cash_splits') }}

),

payment_totals as (

    select * from {{ ref('int_collection_payment_totals') }}

),

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

received as (

    select
        cash_piece_id,
        practice_id,
        account_id,
        'patient' as cash_source,
        payment_id,
        payment_split_id,
        cast(null as bigint) as claim_procedure_id,
        payer_patient_id,
        cash_date,
        cash_at,
        amount,
        charge_line_id,
        charge_date,
        eligibility,
        cast(null as bigint) as original_payment_id,
        cast(null as {{ dbt.type_string() }}) as reversed_piece_id

    from pieces

),

-- what is taken back is the original, piece by piece
matched_reversals as (

    select
        'R' || cast(payment_totals.payment_id as {{ dbt.type_string() }}) || '-' || pieces.cash_piece_id
            as cash_piece_id,
        pieces.practice_id,
        pieces.account_id,
        'patient' as cash_source,
        payment_totals.payment_id,
        pieces.payment_split_id,
        cast(null as bigint) as claim_procedure_id,
        payment_totals.payer_patient_id,
        payment_totals.cash_date,
        cast(null as timestamp) as cash_at,
        cast(-pieces.amount as decimal(18, 2)) as amount,
        pieces.charge_line_id,
        pieces.charge_date,
        'reversal' as eligibility,
        payment_totals.original_payment_id,
        pieces.cash_piece_id as reversed_piece_id

    from payment_totals
    inner join pieces on payment_totals.original_payment_id = pieces.payment_id

),

-- refunds of a part, refunds of money that came before the history starts, splits without a payment
unmatched_reversals as (

    select
        'S' || cast(splits.payment_split_id as {{ dbt.type_string() }}) || '-reversal' as cash_piece_id,
        splits.practice_id,
        splits.account_id,
        'patient' as cash_source,
        splits.payment_id,
        splits.payment_split_id,
        cast(null as bigint) as claim_procedure_id,
        splits.payer_patient_id,
        splits.cash_date,
        splits.cash_at,
        splits.amount,
        cast(null as {{ dbt.type_string() }}) as charge_line_id,
        cast(null as date) as charge_date,
        'reversal' as eligibility,
        cast(null as bigint) as original_payment_id,
        cast(null as {{ dbt.type_string() }}) as reversed_piece_id

    from splits
    left join payment_totals on splits.payment_id = payment_totals.payment_id
    where
        coalesce(payment_totals.amount, splits.amount) < 0
        and payment_totals.original_payment_id is null

),

insurance as (

    select
        cash_line_id as cash_piece_id,
        practice_id,
        account_id,
        'insurance' as cash_source,
        cast(null as bigint) as payment_id,
        cast(null as bigint) as payment_split_id,
        claim_procedure_id,
        cast(null as bigint) as payer_patient_id,
        nullif(cash_date, {{ blank_date() }}) as cash_date,
        cast(null as timestamp) as cash_at,
        amount,
        cast(null as {{ dbt.type_string() }}) as charge_line_id,
        cast(null as date) as charge_date,
        'insurance' as eligibility,
        cast(null as bigint) as original_payment_id,
        cast(null as {{ dbt.type_string() }}) as reversed_piece_id

    from cash_lines
    where is_from_insurer and is_cash and not is_future_dated

),

cash as (

    select * from received
    union all
    select * from matched_reversals
    union all
    select * from unmatched_reversals
    union all
    select * from insurance

)

select * from cash
