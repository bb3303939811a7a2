{{ config(materialized='ephemeral') }}
-- Grain: month × account that owed something when it began, or × campaign that the account was in.

with

owing as (

    select * from {{ ref('int_collection_month_start_accounts') }}

),

campaign_months as (

    select * from {{ ref('int_collection_campaign_months') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

presences as (

    select
        practice_id,
        month_number,
        account_id,
        cast(null as bigint) as campaign_id,
        aging_bucket,
        receivable_amount,
        past_due_amount

    from owing

    union all

    select
        practice_id,
        month_number,
        account_id,
        campaign_id,
        cast(null as {{ dbt.type_string() }}) as aging_bucket,
        cast(null as decimal(18, 2)) as receivable_amount,
        cast(null as decimal(18, 2)) as past_due_amount

    from campaign_months

),

month_presences as (

    select
        presences.*,
        periods.snapshot_date,
        {{ metric_account_key('presences.account_id', 'presences.month_number') }} as touched_key

    from presences
    inner join periods on presences.month_number = periods.month_number

)

select * from month_presences
