with

claim_payments as (

    select * from {{ ref('stg_opendental__claim_payments') }}

),

attached as (

    select
        claim_payment_id,
        count(*) as row_count,
        sum(insurance_paid_amount) as amount

    from {{ ref('stg_opendental__claim_procedures') }}

    where claim_payment_id is not null

    group by claim_payment_id

)

select
    claim_payments.claim_payment_id,
    claim_payments.check_amount,
    coalesce(attached.amount, 0) as attached_amount

from claim_payments
left join attached
    on claim_payments.claim_payment_id = attached.claim_payment_id

-- each rounded row may be off by half a cent; a partial batch is not finished yet
where
    not claim_payments.is_partial
    and abs(claim_payments.check_amount - coalesce(attached.amount, 0))
    > 0.005 * (1 + coalesce(attached.row_count, 0))
