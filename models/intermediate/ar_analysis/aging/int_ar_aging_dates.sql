-- Grain: practice × day that is aged: the as-of date, and that of OpenDental's own last aging run.

with

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

aging_dates as (

    select
        practice_id,
        {{ as_of_date() }} as aging_date

    from settings

    union

    select
        practice_id,
        last_aging_date as aging_date

    from settings
    -- a stored balance younger than the as-of date can't be told from rows up to that date
    where last_aging_date <= {{ as_of_date() }}

)

select * from aging_dates
