-- Grain: piece of a credit on a charge, as of the date.

with

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

charges as (

    select
        ledger_line_id,
        line_kind,
        clinic_id,
        provider_id,
        procedure_id

    from ledger
    where amount > 0

),

credits as (

    select
        ledger_line_id,
        line_kind,
        payer_id,
        payment_method,
        is_transfer

    from ledger
    where amount < 0

),

pieces as (

    select
        cast(allocations.practice_id as integer) as practice_id,
        cast(allocations.account_id as bigint) as account_id,
        cast(allocations.charge_line_id as {{ dbt.type_string() }}) as charge_line_id,
        cast(allocations.credit_line_id as {{ dbt.type_string() }}) as credit_line_id,
        allocations.match_rule,
        coalesce(allocations.charge_date, {{ blank_date() }}) as charge_date,
        charges.line_kind as charge_kind,
        cast(charges.clinic_id as bigint) as clinic_id,
        cast(charges.provider_id as bigint) as provider_id,
        cast(charges.procedure_id as bigint) as procedure_id,
        coalesce(allocations.credit_date, {{ blank_date() }}) as credit_date,
        credits.line_kind as credit_kind,
        cast(
            coalesce(credits.payer_id, {{ unassigned_key('allocations.practice_id') }}) as bigint
        ) as payer_id,
        credits.payment_method,
        credits.is_transfer,
        cast(allocations.amount as decimal(18, 2)) as amount,
        cast(allocations.days_to_pay as integer) as days_to_pay

    from allocations
    inner join charges on allocations.charge_line_id = charges.ledger_line_id
    inner join credits on allocations.credit_line_id = credits.ledger_line_id

)

select * from pieces
