-- Past month-ends hold credits as money that lowers what is owed.

select
    month_end_date,
    account_id,
    amount

from {{ ref('fct_ar_month_end') }}
where
    aging_bucket = 'credit'
    and amount >= 0
    and month_end_date < {{ as_of_date() }}
