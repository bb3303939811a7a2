-- Grain: piece of a patient's payment on a charge, or the part of a split that pays none. Payments above zero only.

with

splits as (

    select * from {{ ref('int_collection_cash_splits') }}

),

payment_totals as (

    select * from {{ ref('int_collection_payment_totals') }}

),

cuts as (

    select * from {{ ref('int_collection_cash_cuts') }}

),

described as (

    select
        splits.practice_id,
        splits.account_id,
        splits.payment_id,
        splits.payment_split_id,
        splits.payer_patient_id,
        splits.cash_date,
        splits.cash_at,
        -- some payments hold negative splits too: those move old money, and what they move is not received again
        coalesce(payment_totals.negative_amount, 0) as moved_amount,
        'S' || cast(splits.payment_split_id as {{ dbt.type_string() }}) || '-' || cuts.matched_line_id as cash_piece_id,
        cuts.amount,
        cuts.charge_line_id,
        cuts.charge_source_id,
        cuts.charge_date,
        case
            when splits.account_id is null then 'no_account'
            when splits.split_purpose <> 'account' then splits.split_purpose
            when splits.cash_date is null then 'no_date'
            when cuts.is_service and cuts.charge_date = splits.cash_date then 'same_day_service'
            when cuts.is_unapplied or cuts.charge_date > splits.cash_date then 'prepayment'
            else 'eligible'
        end as eligibility

    from cuts
    inner join splits on cuts.payment_split_id = splits.payment_split_id
    left join payment_totals on splits.payment_id = payment_totals.payment_id

),

placed as (

    select
        described.*,
        sum(amount) over (
            partition by payment_id
            order by payment_split_id, charge_date nulls last, charge_source_id nulls last, charge_line_id
            rows between unbounded preceding and current row
        ) as ends_at

    from described
    where moved_amount > 0

),

netted as (

    select
        practice_id,
        account_id,
        payment_id,
        payment_split_id,
        payer_patient_id,
        cash_date,
        cash_at,
        cash_piece_id,
        amount,
        charge_line_id,
        charge_date,
        eligibility

    from described
    where moved_amount = 0

    union all

    select
        practice_id,
        account_id,
        payment_id,
        payment_split_id,
        payer_patient_id,
        cash_date,
        cash_at,
        cash_piece_id,
        cast(least(amount, ends_at - moved_amount) as decimal(18, 2)) as amount,
        charge_line_id,
        charge_date,
        eligibility

    from placed
    where ends_at > moved_amount

)

select * from netted
