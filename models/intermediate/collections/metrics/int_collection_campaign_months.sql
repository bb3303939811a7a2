{{ config(materialized='ephemeral') }}
-- Grain: campaign × account × month in which the account was in it.

with

memberships as (

    select * from {{ ref('int_collection_campaign_memberships') }}

),

periods as (

    select * from {{ ref('int_collection_periods') }}

),

spans as (

    select
        practice_id,
        campaign_id,
        account_id,
        {{ month_number('entered_date') }} as first_month_number,
        {{ month_number('coalesce(left_date, ' ~ as_of_date() ~ ')') }} as last_month_number

    from memberships

),

offsets as (

    select
        spans.period_number as month_count,
        steps.period_number - 1 as step

    from periods as spans
    inner join periods as steps on spans.period_number >= steps.period_number

),

member_months as (

    select distinct
        spans.practice_id,
        spans.campaign_id,
        spans.account_id,
        spans.first_month_number + offsets.step as month_number

    from spans
    inner join offsets on spans.last_month_number - spans.first_month_number + 1 = offsets.month_count

)

select * from member_months
