-- Grain: practice × month-end. What can make the figure that OpenDental once stored for a month-end
-- differ from the one that its rows give today.

with

ledger as (

    select * from {{ ref('int_ar_ledger') }}

),

excluded as (

    select * from {{ ref('int_ar_ledger_excluded') }}

),

deleted_rows as (

    select * from {{ ref('stg_opendental__deleted_rows') }}

),

candidate_lines as (

    select
        practice_id,
        ledger_date,
        edited_at,
        has_subcents

    from ledger

    union all

    select
        practice_id,
        ledger_date,
        edited_at,
        has_subcents

    from excluded
    -- an estimate has no date of its own until it is answered
    where ledger_date is not null

    union all

    -- what is gone may have been of any day
    select
        practice_id,
        cast(null as date) as ledger_date,
        noticed_at as edited_at,
        false as has_subcents

    from deleted_rows

),

summed as (

    select
        practice_id,
        {{ month_end('coalesce(ledger_date, ' ~ blank_date() ~ ')') }} as ledger_month,
        {{ month_end('cast(edited_at as date)') }} as edited_month,
        count(*) as line_count,
        sum(case when has_subcents then 1 else 0 end) as subcent_row_count

    from candidate_lines
    group by
        practice_id,
        {{ month_end('coalesce(ledger_date, ' ~ blank_date() ~ ')') }},
        {{ month_end('cast(edited_at as date)') }}

),

spans as (

    -- dated up to the month-end, edited after it
    select
        practice_id,
        ledger_month as from_month,
        edited_month as until_month,
        line_count as edited_line_count,
        0 as subcent_row_count

    from summed
    where edited_month > ledger_month

    union all

    select
        practice_id,
        ledger_month as from_month,
        cast(null as date) as until_month,
        0 as edited_line_count,
        subcent_row_count

    from summed
    where subcent_row_count > 0

),

evidence as (

    {{ stood_at_month_ends(
        'spans', {'edited_line_count': 'bigint', 'subcent_row_count': 'bigint'}
    ) }}

)

select * from evidence
