with

efficiency as (

    select
        clinic_id,
        closing_ar_amount,
        ar_credit_amount,
        closing_current_amount,
        over_90_amount

    from {{ ref('mart_collection_efficiency') }}
    where metric_level = 'clinic' and trailing_months = 1 and closing_date = {{ as_of_date() }}

),

aging as (

    select
        clinic_id,
        sum({{ owed_by_age() }}) as closing_ar_amount,
        sum({{ owed_by_age() }} - balance_as_of) as ar_credit_amount,
        sum(past_due_current) as closing_current_amount,
        sum(balance_over_90) as over_90_amount

    from {{ ref('mart_ar_aging') }}
    group by clinic_id

)

select efficiency.clinic_id

from efficiency
left join aging on efficiency.clinic_id = aging.clinic_id
where
    efficiency.closing_ar_amount <> coalesce(aging.closing_ar_amount, 0)
    or efficiency.ar_credit_amount <> coalesce(aging.ar_credit_amount, 0)
    or efficiency.closing_current_amount <> coalesce(aging.closing_current_amount, 0)
    or efficiency.over_90_amount <> coalesce(aging.over_90_amount, 0)
