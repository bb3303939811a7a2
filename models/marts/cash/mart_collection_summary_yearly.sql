-- Grain: year × practice × clinic, from the clinic's first day with money on.

with

days as (

    select * from {{ ref('mart_collection_summary_daily') }}

),

{{ summed_periods('year', 'days') }},

{{ compared_periods('year') }},

{{ rated_periods('year') }}

select * from summary
