-- Grain: day of the cash × practice × clinic of the line × timing × days to collect.

with

pieces as (

    select * from {{ ref('int_cash_pieces') }}

),

-- a prepayment that a transfer moved pays no charge by itself, and is earned all the same
dated as (

    select
        practice_id,
        clinic_id,
        cash_date,
        case
            when charge_date > {{ blank_date() }} and cash_date > {{ blank_date() }}
                then {{ days_between('charge_date', 'cash_date') }}
        end as days_after_service,
        charge_date is null and purpose = 'prepayment' and matched_line_id is not null as is_earned_later,
        {{ cents('amount') }} as amount_cents

    from pieces
    where amount > 0

),

timed as (

    select
        practice_id,
        clinic_id,
        cash_date,
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
        end as days_to_collect,
        amount_cents

    from dated

),

summed as (

    select
        practice_id,
        clinic_id,
        cash_date,
        cash_timing,
        days_to_collect,
        cast({{ whole_sum('amount_cents') }} / 100.0 as decimal(18, 2)) as amount

    from timed
    group by practice_id, clinic_id, cash_date, cash_timing, days_to_collect

)

select * from summed
