-- Grain: contact in which somebody promised to pay, with the agreement that the promise belongs to.
-- An agreement is what was promised on one day. It holds until other terms are promised on a later day;
-- the same terms again, without others between, only repeat it.

with

touches as (

    select * from {{ ref('int_collection_touches') }}

),

mentions as (

    select
        touches.*,
        promised_date as due_date,
        coalesce(promised_date, {{ blank_date() }}) as due_key,
        -- who repeats only the day means the amount named before
        case
            when promised_amount is not null or promised_date is null then promised_amount
            else
                coalesce(
                    max(promised_amount) over (partition by account_id, promised_date, touched_date),
                    lag(promised_amount) over (partition by account_id, promised_date order by touch_number)
                )
        end as stated_amount

    from touches
    where contact_outcome = 'promise_to_pay'

),

compared as (

    select
        mentions.*,
        row_number() over (partition by account_id, touched_date order by touch_number) = 1 as is_first_of_day,
        row_number() over (partition by account_id, due_key, stated_amount order by touch_number) = 1 as is_new,
        lag(touched_date) over (partition by account_id, due_key, stated_amount order by touch_number)
            as said_before_date

    from mentions

),

new_days as (

    select
        compared.*,
        max(case when is_new then 1 else 0 end) over (partition by account_id, touched_date) as is_new_day

    from compared

),

counted as (

    select
        new_days.*,
        -- days of new terms up to this one
        sum(case when is_first_of_day then is_new_day else 0 end) over (
            partition by account_id order by touch_number
            rows between unbounded preceding and current row
        ) as new_day_count

    from new_days

),

returned as (

    select
        counted.*,
        -- terms that come back after others were agreed
        coalesce(
            new_day_count - is_new_day
            > lag(new_day_count) over (partition by account_id, due_key, stated_amount order by touch_number)
            and said_before_date < touched_date,
            false
        ) as is_return

    from counted

),

opening as (

    select
        returned.*,
        max(case when is_new or is_return then 1 else 0 end) over (partition by account_id, touched_date)
            as opens_agreement

    from returned

),

numbered as (

    select
        opening.*,
        sum(case when is_first_of_day then opens_agreement else 0 end) over (
            partition by account_id order by touch_number
            rows between unbounded preceding and current row
        ) as agreement_number

    from opening

)

select
    touch_key,
    practice_id,
    account_id,
    touch_number,
    cast(agreement_number as integer) as agreement_number,
    opens_agreement = 1 as opens_agreement,
    communication_key,
    task_id,
    campaign_id,
    user_id,
    touched_at,
    touched_date,
    day_part,
    event_at,
    paid_amount,
    cast(stated_amount as decimal(18, 2)) as stated_amount,
    balance_before,
    due_date,
    due_key

from numbered
