-- Grain: day × practice × clinic × provider × payer × source × method of cash.

with

cash_lines as (

    select * from {{ ref('int_cash_lines') }}

),

received as (

    select
        cash_lines.*,
        case when ledger_treatment = 'hidden_prepayment' then amount else 0 end as hidden_amount,
        case when ledger_treatment = 'in_ledger' then amount else 0 end as counted_amount

    from cash_lines
    where is_cash and not is_future_dated

),

summed as (

    select
        cash_date as collection_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        cast(provider_id as bigint) as provider_id,
        cast(payer_id as bigint) as payer_id,
        payment_source,
        payment_method,
        cast(sum(amount) as decimal(18, 2)) as cash_amount,
        cast(sum(greatest(amount, 0)) as decimal(18, 2)) as receipt_amount,
        cast(sum(least(amount, 0)) as decimal(18, 2)) as reversed_amount,
        cast(sum(hidden_amount) as decimal(18, 2)) as hidden_prepayment_amount,
        cast(sum(amount - hidden_amount - counted_amount) as decimal(18, 2)) as outside_ledger_amount,
        cast(sum(counted_amount) as decimal(18, 2)) as ledger_cash_amount,
        count(*) as line_count

    from received
    group by cash_date, practice_id, clinic_id, provider_id, payer_id, payment_source, payment_method

)

select * from summed
