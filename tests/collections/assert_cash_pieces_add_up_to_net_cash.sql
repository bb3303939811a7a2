-- Practices whose pieces of cash are not their net cash, from the raw splits and the insurers' posted payments.

with

net_cash as (

    select
        splits.practice_id,
        splits.split_amount as received_amount,
        0 as piece_amount

    from {{ ref('stg_opendental__payment_splits') }} as splits
    left join {{ ref('stg_opendental__payments') }} as payments on splits.payment_id = payments.payment_id
    where
        not coalesce(payments.is_income_transfer, false)
        and splits.is_usable_amount
        and coalesce(splits.split_date, {{ blank_date() }}) <= {{ as_of_date() }}

    union all

    select
        practice_id,
        insurance_paid_amount as received_amount,
        0 as piece_amount

    from {{ ref('stg_opendental__claim_procedures') }}
    where
        claim_procedure_status in ('received', 'supplemental', 'capitation_claim', 'capitation_complete')
        and is_usable_amount
        and coalesce(payment_date, {{ blank_date() }}) <= {{ as_of_date() }}

    union all

    select
        practice_id,
        0 as received_amount,
        amount as piece_amount

    from {{ ref('int_collection_cash') }}

)

select
    practice_id,
    sum(received_amount) as received_amount,
    sum(piece_amount) as piece_amount

from net_cash
group by practice_id
having sum(received_amount) <> sum(piece_amount)
