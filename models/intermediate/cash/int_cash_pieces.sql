{{ config(materialized='ephemeral') }}
-- Grain: piece of a cash line on what it paid, or the part that pays nothing. The pieces of a line add up to it.
-- Money that was taken back or moved later pays no charge any more: it is timed by what it was entered for, a patient's
-- by int_collection_cash_cuts, an insurer's by the service date on the claim.

with

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

cuts as (

    select * from {{ ref('int_collection_cash_cuts') }}

),

cash_splits as (

    select * from {{ ref('int_collection_cash_splits') }}

),

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

received as (

    select
        cash_line_id,
        practice_id,
        clinic_id,
        cash_date,
        service_date,
        is_from_insurer,
        payment_split_id,
        ledger_treatment,
        amount

    from cash_lines
    where is_cash and amount > 0 and not is_future_dated

),

taken_back as (

    select ledger_line_id

    from ledger
    where amount > 0 and line_kind = 'insurance_payment'

),

patient_pieces as (

    select
        received.cash_line_id,
        received.practice_id,
        received.clinic_id,
        received.cash_date,
        cuts.amount,
        cuts.charge_date,
        cuts.charge_date is null and cash_splits.split_purpose = 'prepayment' and not cuts.is_unapplied
            as is_earned_later

    from received
    inner join cuts on received.payment_split_id = cuts.payment_split_id
    inner join cash_splits on cuts.payment_split_id = cash_splits.payment_split_id

),

insurer_pieces as (

    select
        received.cash_line_id,
        received.practice_id,
        received.clinic_id,
        received.cash_date,
        allocations.amount,
        case
            when taken_back.ledger_line_id is null then allocations.charge_date
            else received.service_date
        end as charge_date,
        false as is_earned_later

    from received
    inner join allocations on received.cash_line_id = allocations.credit_line_id
    left join taken_back on allocations.charge_line_id = taken_back.ledger_line_id
    where received.is_from_insurer

),

paid_for as (

    select * from patient_pieces
    union all
    select * from insurer_pieces

),

paid_totals as (

    select
        cash_line_id,
        sum(amount) as amount

    from paid_for
    group by cash_line_id

),

remainders as (

    select
        received.cash_line_id,
        received.practice_id,
        received.clinic_id,
        received.cash_date,
        received.amount - coalesce(paid_totals.amount, 0) as amount,
        -- an insurer's money outside the ledger meets no charge there, but says what it is for
        case
            when received.is_from_insurer and received.ledger_treatment <> 'in_ledger' then received.service_date
        end as charge_date,
        false as is_earned_later

    from received
    left join paid_totals on received.cash_line_id = paid_totals.cash_line_id
    where received.amount <> coalesce(paid_totals.amount, 0)

),

all_pieces as (

    select * from paid_for
    union all
    select * from remainders

),

timed as (

    select
        cash_line_id,
        practice_id,
        clinic_id,
        cash_date,
        is_earned_later,
        cast(amount as decimal(18, 2)) as amount,
        case
            when charge_date > {{ blank_date() }} and cash_date > {{ blank_date() }}
                then {{ days_between('charge_date', 'cash_date') }}
        end as days_after_service

    from all_pieces

),

pieces as (

    select
        cash_line_id,
        practice_id,
        clinic_id,
        cash_date,
        amount,
        case
            when days_after_service = 0 then 'same_day'
            when days_after_service > 0 then 'delayed'
            when days_after_service < 0 or is_earned_later then 'prepaid'
            else 'unapplied'
        end as cash_timing,
        -- who paid before it was due waited for nobody
        case
            when days_after_service is not null then greatest(days_after_service, 0)
            when is_earned_later then 0
        end as days_to_collect

    from timed

)

select * from pieces
