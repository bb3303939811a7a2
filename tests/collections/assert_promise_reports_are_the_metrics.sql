-- What mart_promise_performance tells of a month is what int_collection_metrics tells of it.

{%- set measures = matured_promise_measures() | list %}

with

reports as (

    select * from {{ ref('mart_promise_performance') }}

),

metrics as (

    select * from {{ ref('int_collection_metrics') }}

),

told as (

    select
        practice_id,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        month_start_date

    from reports
    where promise_matured_count > 0
    group by practice_id, month_start_date

    union all

    select
        practice_id,
        {{ measures | join(',\n        ') }},
        period_start_date as month_start_date

    from metrics
    where metric_level = 'overall' and aging_bucket = 'all' and promise_matured_count > 0

)

select
    practice_id,
    month_start_date,
    count(*) as told_count

from told
group by practice_id, month_start_date
having
    count(*) <> 2
    {%- for measure in measures %}
    or min({{ measure }}) <> max({{ measure }})
    {%- endfor %}
