{{ config(materialized='ephemeral') }}
-- Grain: claim procedure in claimsnapshot: the write-off that was first estimated, when the claim was made.

with

claim_snapshots as (

    select * from {{ ref('stg_opendental__claim_snapshots') }}

),

ranked as (

    select
        claim_procedure_id,
        coalesce(cast(entered_at as date), {{ blank_date() }}) as estimated_date,
        cast(coalesce(writeoff_estimate_amount, 0) as decimal(18, 2)) as estimated_amount,
        row_number() over (partition by claim_procedure_id order by claim_snapshot_id) as snapshot_rank

    from claim_snapshots

),

-- OpenDental makes one for a claim procedure; were there more, its report would count the procedure as often
first_estimates as (

    select
        claim_procedure_id,
        estimated_date,
        estimated_amount

    from ranked
    where snapshot_rank = 1

)

select * from first_estimates
