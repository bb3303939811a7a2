-- Grain: month of service × clinic × months since × outcome of the production: what became of it.

with

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

settlements as (

    select * from {{ ref('int_plan_settlements') }}

),

-- undated procedures have no month
production as (

    select
        ledger_line_id,
        practice_id,
        clinic_id,
        ledger_date as service_date,
        amount

    from ledger
    where line_kind = 'procedure' and amount > 0 and ledger_date <= {{ as_of_date() }}

),

credits as (

    select
        ledger_line_id,
        line_kind

    from ledger
    where amount < 0

),

events as (

    select
        ledger_line_id as charge_line_id,
        'production' as outcome,
        service_date as event_date,
        amount

    from production

    union all

    -- treatment that went onto a plan is followed there
    select
        allocations.charge_line_id,
        case
            when credits.line_kind in ('plan_credit', 'plan_debit') then 'moved_to_plan'
            when credits.line_kind in {{ posting_kinds() }} then credits.line_kind
            else 'adjustment'
        end as outcome,
        allocations.credit_date as event_date,
        allocations.amount

    from allocations
    inner join credits on allocations.credit_line_id = credits.ledger_line_id

    union all

    select
        charge_line_id,
        case when settlement_kind = 'payment' then 'plan_payment' else 'plan_' || settlement_kind end as outcome,
        settlement_date as event_date,
        amount

    from settlements

),

-- paid before the service: in its month, after no days
dated as (

    select
        production.practice_id,
        production.clinic_id,
        {{ month_start('production.service_date') }} as production_month_start_date,
        events.outcome,
        events.amount,
        greatest({{ days_between('production.service_date', 'events.event_date') }}, 0) as days_since,
        greatest({{ months_between_months('production.service_date', 'events.event_date') }}, 0) as months_since

    from events
    inner join production on events.charge_line_id = production.ledger_line_id

),

summed as (

    select
        practice_id,
        clinic_id,
        production_month_start_date,
        -- a payment without a date is old: it was there from the first
        coalesce(months_since, 0) as months_since,
        outcome,
        cast(sum(amount) as decimal(18, 2)) as amount,
        cast(sum(amount * coalesce(days_since, 0)) as decimal(28, 2)) as amount_days

    from dated
    group by practice_id, clinic_id, production_month_start_date, coalesce(months_since, 0), outcome

)

select * from summed
