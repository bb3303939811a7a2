{{ config(materialized='ephemeral') }}
-- Grain: account × day on which the office took up its balance: made a task of it or was in touch about it.

with

tasks as (

    select * from {{ ref('int_collection_judged_tasks') }}

),

communications as (

    select * from {{ ref('int_collection_judged_communication') }}

),

contact_days as (

    select
        practice_id,
        account_id,
        created_date as contact_date

    from tasks
    where account_id is not null and created_date is not null

    -- no day twice
    union

    select
        practice_id,
        account_id,
        communication_date as contact_date

    from communications
    where account_id is not null and communication_date is not null

)

select * from contact_days
