{{ config(materialized='ephemeral') }}
-- Grain: account × day on which the office took up its balance: made a task or was in touch.

with

tasks as (

    select * from {{ ref('int_collection_task_rows') }}

),

contact_days as (

    select
        practice_id,
        account_id,
        created_date as contact_date

    from tasks
    where account_id is not null and created_date is not null

),

distinct_days as (

    select distinct
        practice_id,
        account_id,
        contact_date

    from contact_days

)

select * from distinct_days
