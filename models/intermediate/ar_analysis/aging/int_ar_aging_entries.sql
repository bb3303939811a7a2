-- Grain: account × effective date × bucket date × entry kind × is_plan_charge.
-- The ledger as OpenDental's aging sees it, summed so far as aging can't tell lines apart.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

tied as (

    select
        ledger.practice_id,
        ledger.account_id,
        ledger.patient_id,
        ledger.procedure_id,
        ledger.aging_date,
        ledger.tied_procedure_date,
        ledger.amount,
        ledger.source_table,
        -- OpenDental meets adjustments first, then plan charges, then links
        row_number() over (
            partition by ledger.account_id, ledger.patient_id, ledger.procedure_id, ledger.aging_date
            order by
                case ledger.source_table when 'adjustment' then 1 when 'payplancharge' then 2 else 3 end,
                ledger.source_id
        ) as position_in_net

    from ledger
    inner join settings on ledger.practice_id = settings.practice_id
    where
        settings.is_aging_lifo
        and ledger.procedure_id is not null
        and ledger.line_kind in ('adjustment', 'plan_credit', 'plan_discount')

),

netted as (

    select
        practice_id,
        account_id,
        aging_date as effective_date,
        sum(amount) as amount,
        max(case when position_in_net = 1 then tied_procedure_date end) as procedure_date,
        min(case when source_table = 'payplancharge' then 1 else 0 end) = 1 as is_plan_charge

    from tied
    group by practice_id, account_id, patient_id, procedure_id, aging_date
    having sum(amount) <> 0

),

untied as (

    select
        ledger.practice_id,
        ledger.account_id,
        ledger.aging_date as effective_date,
        case when ledger.row_amount > 0 then ledger.aging_date end as bucket_date,
        case when ledger.row_amount > 0 then 'charge' else 'credit' end as entry_kind,
        ledger.source_table = 'payplancharge' as is_plan_charge,
        ledger.amount

    from ledger
    inner join settings on ledger.practice_id = settings.practice_id
    where
        not settings.is_aging_lifo
        or ledger.procedure_id is null
        or ledger.line_kind not in ('adjustment', 'plan_credit', 'plan_discount')

),

entries as (

    select
        practice_id,
        account_id,
        effective_date,
        bucket_date,
        entry_kind,
        is_plan_charge,
        amount

    from untied

    union all

    select
        practice_id,
        account_id,
        effective_date,
        case when amount > 0 then effective_date else procedure_date end as bucket_date,
        case
            when amount > 0 then 'charge'
            when procedure_date is not null then 'tied_credit'
            else 'total_only'
        end as entry_kind,
        is_plan_charge,
        amount

    from netted

),

summed as (

    select
        practice_id,
        account_id,
        effective_date,
        bucket_date,
        entry_kind,
        is_plan_charge,
        cast(sum(amount) as decimal(18, 2)) as amount

    from entries
    group by practice_id, account_id, effective_date, bucket_date, entry_kind, is_plan_charge

)

select * from summed
