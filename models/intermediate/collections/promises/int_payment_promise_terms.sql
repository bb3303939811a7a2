-- Grain: promise, as it was made: who promised what for when, before any payment is looked at.

with

mentions as (

    select * from {{ ref('int_payment_promise_mentions') }}

),

ranked as (

    select
        mentions.*,
        row_number() over (
            partition by account_id, agreement_number, due_key, stated_amount order by touch_number
        ) as mention_number,
        count(*) over (partition by account_id, agreement_number, due_key, stated_amount) as mention_count,
        max(touched_date) over (partition by account_id, agreement_number, due_key, stated_amount)
            as last_mentioned_date

    from mentions

),

first_mentions as (

    select
        ranked.*,
        cast(coalesce(stated_amount, case when balance_before > 0 then balance_before end) as decimal(18, 2))
            as promised_amount,
        {{ add_days('due_date', var('promise_grace_days')) }} as grace_date

    from ranked
    where mention_number = 1

),

-- what the promises of an agreement that come before this one ask for: a dollar serves the earliest due first
terms as (

    select
        touch_key as promise_id,
        practice_id,
        account_id,
        agreement_number,
        touch_number as promise_number,
        communication_key,
        campaign_id,
        user_id,
        task_id,
        touched_at as made_at,
        touched_date as made_date,
        promised_amount,
        stated_amount is not null as is_amount_stated,
        due_date,
        {{ var('promise_grace_days') }} as grace_days,
        grace_date,
        cast(
            promised_amount - greatest(1, promised_amount * cast(0.01 as decimal(4, 2))) as decimal(18, 4)
        ) as enough_amount,
        cast(
            coalesce(
                sum(coalesce(promised_amount, 0)) over (
                    partition by account_id, agreement_number
                    order by due_date nulls last, touch_number
                    rows between unbounded preceding and 1 preceding
                ),
                0
            ) as decimal(18, 2)
        ) as amount_before,
        cast(mention_count as integer) as mention_count,
        last_mentioned_date

    from first_mentions

)

select * from terms
