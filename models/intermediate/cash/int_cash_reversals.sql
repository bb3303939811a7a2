-- Grain: payment of cash with splits below zero, and the payment that it takes back where it is below zero as a whole.
-- A bounced check or a refund is entered as a payment below zero: it takes back the payer's latest payment of the
-- opposite amount that nothing took back before. Payments and reversals of an amount open and close like brackets.

with

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

payments as (

    select
        practice_id,
        payment_id,
        min(payer_patient_id) as payer_patient_id,
        max(cash_date) as cash_date,
        cast(sum(amount) as decimal(18, 2)) as amount,
        cast(sum(greatest(-amount, 0)) as decimal(18, 2)) as negative_amount

    from cash_lines
    where is_cash and not is_future_dated and payment_id is not null
    group by practice_id, payment_id

),

taken_back as (

    select distinct
        payer_patient_id,
        -amount as paid_amount

    from payments
    where amount < 0

),

events as (

    select
        payments.payment_id,
        payments.payer_patient_id,
        abs(payments.amount) as paid_amount,
        payments.cash_date as event_date,
        case when payments.amount < 0 then 1 else 0 end as is_reversal

    from payments
    inner join taken_back
        on payments.payer_patient_id = taken_back.payer_patient_id
        and abs(payments.amount) = taken_back.paid_amount

),

counted as (

    select
        events.*,
        sum(1 - 2 * is_reversal) over (
            partition by payer_patient_id, paid_amount
            order by event_date, is_reversal, payment_id
            rows between unbounded preceding and current row
        ) as height

    from events

),

floored as (

    select
        counted.*,
        -- the height at which nothing is left to be taken back
        least(
            coalesce(
                min(height) over (
                    partition by payer_patient_id, paid_amount
                    order by event_date, is_reversal, payment_id
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ),
            0
        ) as ground

    from counted

),

paired as (

    select
        payment_id,
        is_reversal,
        lag(payment_id) over (
            partition by payer_patient_id, paid_amount, height + is_reversal - ground
            order by event_date, is_reversal, payment_id
        ) as original_payment_id

    from floored
    where height >= ground

),

reversals as (

    select
        payments.practice_id,
        payments.payment_id,
        payments.payer_patient_id,
        payments.cash_date,
        payments.amount,
        payments.negative_amount,
        paired.original_payment_id

    from payments
    left join paired
        on payments.payment_id = paired.payment_id
        and paired.is_reversal = 1
    where payments.negative_amount > 0

)

select * from reversals
