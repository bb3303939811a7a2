-- Grain: week × practice × clinic, from the clinic's first day with money on, weeks from Monday to Sunday.

with

days as (

    select * from {{ ref('mart_collection_summary_daily') }}

),

{{ summed_periods('week', 'days') }},

{{ compared_periods('week') }},

{{ rated_periods('week') }}

select * from summary
