-- Grain: piece that int_ar_allocations cuts from a split of a payment above zero, or the part that pays no charge.

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
        splits.payment_split_id,
        splits.patient_id,
        splits.cash_date,
        splits.amount,
        splits.linked_line_id,
        'S' || cast(splits.payment_split_id as {{ dbt.type_string() }}) as split_line_id

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
        received.linked_line_id,
        -- a column, for a condition on one side makes engines compare all with all
        case when received.linked_line_id is null then received.patient_id end as unlinked_patient_id,
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
        on allocated.unlinked_patient_id = service_days.patient_id
        and allocated.cash_date = service_days.charge_date
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

)

select * from cut
