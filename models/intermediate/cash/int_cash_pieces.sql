-- Grain: piece of a cash line on what it paid, or the part that pays nothing; what goes back is one piece. The pieces
-- of a line add up to it. Money that was taken back or moved later pays no charge any more: it is told by what it was
-- entered for, a patient's by what the split names, else by the service of the day, an insurer's by the claim's day of
-- service.

with

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

reversals as (

    select * from {{ ref('int_cash_reversals') }}

),

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

remaining as (

    select * from {{ ref('int_ar_match_oldest_first') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

cash as (

    select
        cash_lines.*,
        -- no key, no pieces: a payment below zero pays nothing, though some of its splits be above
        case
            when cash_lines.amount > 0 and reversals.payment_id is null then cash_lines.cash_line_id
        end as credit_line_id

    from cash_lines
    left join reversals
        on cash_lines.payment_id = reversals.payment_id
        and reversals.amount < 0
    where cash_lines.is_cash and not cash_lines.is_future_dated

),

parts as (

    select
        credit_line_id,
        charge_line_id,
        amount,
        charge_date,
        charge_kind = 'procedure' or procedure_id is not null as is_service,
        charge_kind = credit_kind as is_taken_back

    from allocations
    where credit_kind in ('patient_payment', 'insurance_payment')

    union all

    select
        ledger_line_id as credit_line_id,
        cast(null as {{ dbt.type_string() }}) as charge_line_id,
        remaining_amount as amount,
        cast(null as date) as charge_date,
        false as is_service,
        false as is_taken_back

    from remaining
    where not is_charge and remaining_amount > 0

),

-- read twice, for no engine has to keep millions of lines in between
taken_back_lines as (

    select
        cash_line_id,
        named_code,
        named_id,
        -- a column, for a condition on one side makes engines compare all with all
        case when named_id is null then patient_id end as treated_patient_id,
        cash_date

    from {{ ref('int_cash_lines') }}
    where
        cash_line_id in (
            select credit_line_id
            from {{ ref('int_ar_allocations') }}
            where credit_kind = 'patient_payment' and charge_kind = 'patient_payment'
        )

),

entered_for as (

    select
        taken_back_lines.cash_line_id,
        ledger.ledger_line_id as charge_line_id,
        ledger.ledger_date as charge_date,
        ledger.line_kind = 'procedure' or ledger.procedure_id is not null as is_service

    from taken_back_lines
    inner join ledger
        on taken_back_lines.named_code = ledger.source_code
        and taken_back_lines.named_id = ledger.source_id
    where ledger.amount > 0

    union all

    select distinct
        taken_back_lines.cash_line_id,
        cast(null as {{ dbt.type_string() }}) as charge_line_id,
        ledger.ledger_date as charge_date,
        true as is_service

    from taken_back_lines
    inner join ledger
        on taken_back_lines.treated_patient_id = ledger.patient_id
        and taken_back_lines.cash_date = ledger.ledger_date
    where ledger.line_kind = 'procedure' and ledger.amount > 0

),

pieces as (

    select
        cash.cash_line_id,
        cash.practice_id,
        cash.account_id,
        cash.clinic_id,
        cash.payment_split_id,
        cash.payment_id,
        cash.purpose,
        cash.cash_date,
        cash.cash_at,
        coalesce(parts.amount, cash.amount) as amount,
        parts.charge_line_id as matched_line_id,
        case when parts.is_taken_back then entered_for.charge_line_id else parts.charge_line_id end as charge_line_id,
        case
            -- an insurer's money outside the ledger meets no charge there, but says what it is for
            when cash.is_from_insurer and (parts.is_taken_back or cash.ledger_treatment <> 'in_ledger')
                then cash.service_date
            when parts.is_taken_back then entered_for.charge_date
            else parts.charge_date
        end as charge_date,
        coalesce(case when parts.is_taken_back then entered_for.is_service else parts.is_service end, false)
            as is_service

    from cash
    left join parts on cash.credit_line_id = parts.credit_line_id
    left join entered_for on cash.credit_line_id = entered_for.cash_line_id

)

select * from pieces
