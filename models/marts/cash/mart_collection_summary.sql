-- Grain: month × practice × clinic, from the clinic's first day with money on.

with

days as (

    select * from {{ ref('mart_collection_summary_daily') }}

),

{{ summed_periods('month', 'days') }},

{{ compared_periods('month') }},

{{ rated_periods('month') }}

select * from summary
