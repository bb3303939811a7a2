{{ config(materialized='ephemeral') }}
-- Grain: payment split that is for more than the account and the procedure that the ledger knows. They are few.

with

splits as (

    select * from {{ ref('stg_opendental__payment_splits') }}

),

agency_transactions as (

    select * from {{ ref('stg_opendental__agency_transactions') }}

),

-- OpenDental passes payments on to the agency, but not one that came from there: that one is marked `none`
known_to_agency as (

    select distinct linked_id as payment_split_id

    from agency_transactions
    where link_type = 'payment_split' and transaction_type = 'none'

),

special_splits as (

    select
        splits.payment_split_id,
        splits.unearned_type_id,
        splits.payment_plan_charge_id,
        splits.adjustment_id,
        known_to_agency.payment_split_id is not null as is_known_to_agency

    from splits
    left join known_to_agency on splits.payment_split_id = known_to_agency.payment_split_id
    where
        splits.unearned_type_id is not null
        or splits.payment_plan_charge_id is not null
        or splits.adjustment_id is not null
        or known_to_agency.payment_split_id is not null

)

select * from special_splits
