-- A month opens with what the one before closed with; a month that is missing opens with nothing.

with

rollforward as (

    select * from {{ ref('mart_ar_rollforward') }}

),

first_months as (

    select
        practice_id,
        min(month_start_date) as month_start_date

    from rollforward
    group by practice_id

),

boundaries as (

    select
        rollforward.practice_id,
        rollforward.clinic_id,
        rollforward.provider_id,
        rollforward.month_start_date,
        rollforward.opening_amount,
        0 as last_closing_amount

    from rollforward
    inner join first_months on rollforward.practice_id = first_months.practice_id
    -- the first month opens with the lines that have no date
    where rollforward.month_start_date > first_months.month_start_date

    union all

    select
        practice_id,
        clinic_id,
        provider_id,
        {{ add_days(month_end('month_start_date'), 1) }} as month_start_date,
        0 as opening_amount,
        closing_amount as last_closing_amount

    from rollforward
    where month_start_date < {{ month_start(as_of_date()) }}

)

select
    practice_id,
    clinic_id,
    provider_id,
    month_start_date,
    sum(opening_amount) as opening_amount,
    sum(last_closing_amount) as last_closing_amount

from boundaries
group by practice_id, clinic_id, provider_id, month_start_date
having sum(opening_amount) <> sum(last_closing_amount)
