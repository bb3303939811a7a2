-- Which insurers let us wait longest? What they paid on procedures in the last 365 days.

select
    payers.payer_name,
    count(distinct paid.charge_line_id) as paid_procedures,
    sum(paid.amount) as paid_amount,
    percentile_cont(0.5) within group (order by paid.days_to_pay) as median_days

from {{ ref('fct_payment_allocation') }} as paid
inner join {{ ref('dim_payer') }} as payers on paid.payer_id = payers.payer_id
inner join {{ ref('dim_date') }} as as_of_day on as_of_day.is_as_of_date
where
    paid.credit_kind = 'insurance_payment'
    and paid.charge_kind = 'procedure'
    and paid.credit_date > as_of_day.date_day - 365
group by payers.payer_name
order by median_days desc, payers.payer_name asc
