-- Grain: piece of a patient's payment on a charge, or the part of a split that pays none. Payments above zero only.

with

splits as (

    select * from {{ ref('int_collection_cash_splits') }}

),

payment_totals as (

    select * from {{ ref('int_collection_payment_totals') }}

),

allocations as (

    select * from {{ ref('int_ar_allocations') }}

),

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

received as (

    select
        splits.*,
        'S' || cast(splits.payment_split_id as {{ dbt.type_string() }}) as split_line_id,
        -- some payments hold negative splits too: those move old money, and what they move is not received again
        coalesce(payment_totals.negative_amount, 0) as moved_amount

    from splits
    left join payment_totals on splits.payment_id = payment_totals.payment_id
    where splits.amount > 0 and coalesce(payment_totals.amount, splits.amount) >= 0

),

charges as (

    select
        ledger_line_id,
        ledger_date as charge_date,
        source_id as charge_source_id,
        line_kind,
        patient_id,
        coalesce(line_kind = 'procedure' or procedure_id is not null, false) as is_service

    from ledger
    where amount > 0

),

service_days as (

    select distinct
        patient_id,
        charge_date

    from charges
    where line_kind = 'procedure'

),

allocated as (

    select
        received.payment_split_id,
        received.cash_date,
        received.patient_id,
        received.linked_line_id,
        allocations.charge_line_id,
        allocations.amount,
        charges.charge_date,
        charges.charge_source_id,
        charges.is_service,
        charges.line_kind = 'patient_payment' as is_taken_back

    from received
    inner join allocations on received.split_line_id = allocations.credit_line_id
    inner join charges on allocations.charge_line_id = charges.ledger_line_id

),

-- money that was taken back or moved later pays no charge any more: what it was paid for is what it names,
-- else the service of the day
paid_for as (

    select
        allocated.payment_split_id,
        allocated.charge_line_id as matched_line_id,
        allocated.charge_source_id,
        allocated.amount,
        linked.ledger_line_id as charge_line_id,
        coalesce(linked.charge_date, service_days.charge_date) as charge_date,
        coalesce(linked.is_service, service_days.patient_id is not null) as is_service

    from allocated
    left join charges as linked on allocated.linked_line_id = linked.ledger_line_id
    left join service_days
        on allocated.patient_id = service_days.patient_id
        and allocated.cash_date = service_days.charge_date
        and allocated.linked_line_id is null
    where allocated.is_taken_back

    union all

    select
        payment_split_id,
        charge_line_id as matched_line_id,
        charge_source_id,
        amount,
        charge_line_id,
        charge_date,
        is_service

    from allocated
    where not is_taken_back

),

allocated_totals as (

    select
        payment_split_id,
        sum(amount) as amount

    from paid_for
    group by payment_split_id

),

cut as (

    select
        payment_split_id,
        matched_line_id,
        charge_source_id,
        amount,
        charge_line_id,
        charge_date,
        is_service,
        false as is_unapplied

    from paid_for

    union all

    select
        received.payment_split_id,
        'unapplied' as matched_line_id,
        cast(null as bigint) as charge_source_id,
        cast(received.amount - coalesce(allocated_totals.amount, 0) as decimal(18, 2)) as amount,
        cast(null as {{ dbt.type_string() }}) as charge_line_id,
        cast(null as date) as charge_date,
        false as is_service,
        true as is_unapplied

    from received
    left join allocated_totals on received.payment_split_id = allocated_totals.payment_split_id
    where received.amount > coalesce(allocated_totals.amount, 0)

),

described as (

    select
        received.practice_id,
        received.account_id,
        received.payment_id,
        received.payment_split_id,
        received.payer_patient_id,
        received.cash_date,
        received.cash_at,
        received.moved_amount,
        received.split_line_id || '-' || cut.matched_line_id as cash_piece_id,
        cut.amount,
        cut.charge_line_id,
        cut.charge_source_id,
        cut.charge_date,
        case
            when received.account_id is null then 'no_account'
            when received.split_purpose <> 'account' then received.split_purpose
            when received.cash_date is null then 'no_date'
            when cut.is_service and cut.charge_date = received.cash_date then 'same_day_service'
            when cut.is_unapplied or cut.charge_date > received.cash_date then 'prepayment'
            else 'eligible'
        end as eligibility

    from cut
    inner join received on cut.payment_split_id = received.payment_split_id

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
