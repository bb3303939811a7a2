-- Grain: year × practice × clinic, from the clinic's first day with money on.

with

days as (

    select * from {{ ref('mart_collection_summary_daily') }}

),

{{ collection_summary('year', 'days') }}

select * from summary
