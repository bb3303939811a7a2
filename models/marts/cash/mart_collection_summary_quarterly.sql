-- Grain: quarter × practice × clinic, from the clinic's first day with money on.

with

days as (

    select * from {{ ref('mart_collection_summary_daily') }}

),

{{ summed_periods('quarter', 'days') }},

{{ compared_periods('quarter') }},

{{ rated_periods('quarter') }}

select * from summary
