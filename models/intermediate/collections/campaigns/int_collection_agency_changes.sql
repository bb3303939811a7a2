-- Grain: account × day on which a collection agency took it over or gave it back.

with

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

agency_transactions as (

    select * from {{ ref('stg_opendental__agency_transactions') }}

),

adjustments as (

    select * from {{ ref('stg_opendental__adjustments') }}

),

adjustment_kinds as (

    select * from {{ ref('int_adjustment_kinds') }}

),

agency_states as (

    select
        patients.guarantor_id as account_id,
        agency_transactions.agency_transaction_id,
        agency_transactions.transacted_at,
        case when agency_transactions.transaction_type in ('placement', 'reinstate') then 1 else 0 end as is_at_agency

    from agency_transactions
    inner join patients on agency_transactions.guarantor_id = patients.patient_id
    where agency_transactions.transaction_type in (
        'placement', 'reinstate', 'cancel', 'suspend', 'paid_in_full', 'paid_in_full_thank_you'
    )

),

-- a second placement of an account that is there already changes nothing
agency_changes as (

    select
        account_id,
        cast(transacted_at as date) as event_date,
        is_at_agency - coalesce(
            lag(is_at_agency) over (partition by account_id order by transacted_at, agency_transaction_id), 0
        ) as agency_change

    from agency_states
    where transacted_at is not null

),

-- an office without the agency's log tells by the adjustment that takes the balance off the account
agency_adjustments as (

    select distinct
        patients.guarantor_id as account_id,
        adjustments.adjustment_date as event_date

    from adjustments
    inner join patients on adjustments.patient_id = patients.patient_id
    inner join adjustment_kinds on adjustments.adjustment_type_id = adjustment_kinds.adjustment_type_id
    where adjustment_kinds.is_agency_placement and adjustments.adjustment_amount < 0

),

events as (

    select
        account_id,
        event_date,
        agency_change,
        case when agency_change = 1 then 1 else 0 end as agency_starts

    from agency_changes
    where agency_change <> 0

    union all

    select
        account_id,
        event_date,
        0 as agency_change,
        1 as agency_starts

    from agency_adjustments

),

by_day as (

    select
        account_id,
        event_date,
        cast(sum(agency_change) as integer) as agency_change,
        cast(max(agency_starts) as integer) as agency_starts

    from events
    where event_date <= {{ as_of_date() }}
    group by account_id, event_date

)

select * from by_day
