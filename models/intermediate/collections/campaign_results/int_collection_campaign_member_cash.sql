-- Grain: campaign × account × spell: all that the patient paid while the account was in it, whoever asked for it.

with

memberships as (

    select * from {{ ref('int_collection_campaign_memberships') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

-- a day's cash comes before the end of the day, at which accounts come in and leave
spans as (

    select
        campaign_id,
        account_id,
        spell_number,
        entered_date,
        coalesce(left_date, {{ as_of_date() }}) as last_date

    from memberships

),

days as (

    select
        account_id,
        cash_date as event_date,
        0 as is_question,
        sum(amount) as amount

    from cash
    where cash_source = 'patient' and cash_date is not null
    group by account_id, cash_date

    union all

    select
        account_id,
        entered_date as event_date,
        1 as is_question,
        0 as amount

    from spans

    union all

    select
        account_id,
        last_date as event_date,
        1 as is_question,
        0 as amount

    from spans

),

running as (

    select
        account_id,
        event_date,
        is_question,
        sum(amount) over (
            partition by account_id order by event_date, is_question
            rows between unbounded preceding and current row
        ) as cash_so_far

    from days

),

cash_by_day as (

    select distinct
        account_id,
        event_date,
        cash_so_far

    from running
    where is_question = 1

),

member_cash as (

    select
        spans.campaign_id,
        spans.account_id,
        spans.spell_number,
        cast(cash_then.cash_so_far - cash_before.cash_so_far as decimal(18, 2)) as member_cash_amount

    from spans
    inner join cash_by_day as cash_before
        on spans.account_id = cash_before.account_id
        and spans.entered_date = cash_before.event_date
    inner join cash_by_day as cash_then
        on spans.account_id = cash_then.account_id
        and spans.last_date = cash_then.event_date

)

select * from member_cash
