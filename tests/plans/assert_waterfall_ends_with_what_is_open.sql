-- The last column of the waterfall is what the books say today: production of the ledger, and of it what is open on
-- accounts and on plans, by cohort and clinic.

with

waterfall as (

    select
        practice_id,
        clinic_id,
        production_month_start_date as month_start_date,
        charge_amount,
        open_amount,
        open_on_plan_amount

    from {{ ref('mart_collection_waterfall') }}
    where until_date = {{ as_of_date() }}

),

ledger as (

    select
        practice_id,
        clinic_id,
        ledger_line_id,
        {{ month_start('ledger_date') }} as month_start_date,
        amount

    from {{ ref('int_ar_ledger') }}
    where line_kind = 'procedure' and amount > 0 and ledger_date <= {{ as_of_date() }}

),

open_charges as (

    select * from {{ ref('int_ar_open_charges') }}

),

sides as (

    select * from {{ ref('int_plan_settlement_positions') }}

),

on_plans as (

    select
        charge_line_id,
        sum(remaining_amount) as open_amount

    from sides
    where is_charge
    group by charge_line_id

),

books as (

    select
        ledger.practice_id,
        ledger.clinic_id,
        ledger.month_start_date,
        sum(ledger.amount) as charge_amount,
        sum(coalesce(open_charges.open_amount, 0)) as open_on_account_amount,
        sum(coalesce(on_plans.open_amount, 0)) as open_on_plan_amount

    from ledger
    left join open_charges on ledger.ledger_line_id = open_charges.ledger_line_id
    left join on_plans on ledger.ledger_line_id = on_plans.charge_line_id
    group by ledger.practice_id, ledger.clinic_id, ledger.month_start_date

)

select
    books.*,
    waterfall.charge_amount as waterfall_charge_amount,
    waterfall.open_amount as waterfall_open_amount

from books
full join waterfall
    on books.practice_id = waterfall.practice_id
    and books.clinic_id = waterfall.clinic_id
    and books.month_start_date = waterfall.month_start_date
where
    coalesce(books.charge_amount, 0) <> coalesce(waterfall.charge_amount, 0)
    or coalesce(books.open_on_account_amount, 0) + coalesce(books.open_on_plan_amount, 0)
    <> coalesce(waterfall.open_amount, 0)
    or coalesce(books.open_on_plan_amount, 0) <> coalesce(waterfall.open_on_plan_amount, 0)
