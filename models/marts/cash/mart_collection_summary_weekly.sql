-- Grain: week × practice × clinic, from the clinic's first day with money on, weeks from Monday to Sunday.

with

days as (

    select * from {{ ref('mart_collection_summary_daily') }}

),

{{ collection_summary('week', 'days') }}

select * from summary
