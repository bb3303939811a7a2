with

efficiency as (

    select
        practice_id,
        period_start_date as month_start_date,
        charge_amount,
        other_adjustment_amount - given_up_amount - discount_amount - contractual_writeoff_amount as corrected_amount,
        ledger_cash_amount + transfer_amount as payment_amount,
        plan_amount,
        ar_net_amount as closing_amount

    from {{ ref('mart_collection_efficiency') }}
    where metric_level = 'practice' and trailing_months = 1

),

rollforward as (

    select
        practice_id,
        month_start_date,
        sum(charge_amount) as charge_amount,
        sum(adjustment_amount - writeoff_amount) as corrected_amount,
        sum(payment_amount) as payment_amount,
        sum(plan_amount) as plan_amount,
        sum(closing_amount) as closing_amount

    from {{ ref('mart_ar_rollforward') }}
    group by practice_id, month_start_date

)

select
    efficiency.practice_id,
    efficiency.month_start_date

from efficiency
left join rollforward
    on efficiency.practice_id = rollforward.practice_id
    and efficiency.month_start_date = rollforward.month_start_date
where
    efficiency.charge_amount <> coalesce(rollforward.charge_amount, 0)
    or efficiency.corrected_amount <> coalesce(rollforward.corrected_amount, 0)
    or efficiency.payment_amount <> coalesce(rollforward.payment_amount, 0)
    or efficiency.plan_amount <> coalesce(rollforward.plan_amount, 0)
    or efficiency.closing_amount <> coalesce(rollforward.closing_amount, 0)
