-- Every dated line up to the as-of date is in one column of its month, clinic and provider.

with

rollforward as (

    select * from {{ ref('mart_ar_rollforward') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

moves as (

    {% for line_kind, amount in {
        'procedure': 'charge_amount',
        'adjustment': 'adjustment_amount',
        'writeoff': '-writeoff_amount',
        'insurance_payment': '-insurance_payment_amount',
        'patient_payment': '-patient_payment_amount',
        'plan': 'plan_amount',
    }.items() -%}
    select
        month_start_date,
        clinic_id,
        provider_id,
        '{{ line_kind }}' as line_kind,
        {{ amount }} as rolled_amount,
        0 as ledger_amount

    from rollforward

    union all

    {% endfor -%}
    select
        {{ month_start('ledger_date') }} as month_start_date,
        clinic_id,
        provider_id,
        case
            when line_kind in ('plan_debit', 'plan_credit', 'plan_discount') then 'plan'
            else line_kind
        end as line_kind,
        0 as rolled_amount,
        amount as ledger_amount

    from ledger
    where ledger_date <= {{ as_of_date() }}

)

select
    month_start_date,
    clinic_id,
    provider_id,
    line_kind,
    sum(rolled_amount) as rolled_amount,
    sum(ledger_amount) as ledger_amount

from moves
group by month_start_date, clinic_id, provider_id, line_kind
having sum(rolled_amount) <> sum(ledger_amount)
