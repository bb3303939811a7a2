-- Grain: account with anything that ever fell due.
-- Credits pay what fell due first; what is left of the balance lies on the charges that fell due last.

with

due_entries as (

    select * from {{ ref('int_ar_due_entries') }}

),

opendental_aging as (

    select * from {{ ref('int_ar_opendental_aging') }}

),

owed as (

    select
        account_id,
        balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90 as owed_amount

    from opendental_aging
    where aging_date = {{ as_of_date() }}

),

dated as (

    select
        practice_id,
        account_id,
        due_date,
        amount,
        coalesce({{ days_between('due_date', as_of_date()) }}, 0) as days_past_due,
        sum(amount) over (
            partition by account_id
            order by due_date nulls last
            range between unbounded preceding and current row
        ) as due_so_far,
        sum(amount) over (partition by account_id) as charged_amount

    from due_entries

),

summed as (

    select
        dated.practice_id,
        dated.account_id,
        coalesce(max(owed.owed_amount), 0) as owed_amount,
        max(dated.charged_amount) - coalesce(max(owed.owed_amount), 0) as credit_pool,
        {%- for bucket in past_due_buckets() %}
        sum(
            case
                when {{ is_in_bucket(past_due_first_days(), bucket, 'dated.days_past_due') }} then dated.amount else 0
            end
        ) as gross_{{ bucket }},
        {%- endfor %}
        min(
            case
                when dated.due_so_far > dated.charged_amount - coalesce(owed.owed_amount, 0) and owed.owed_amount > 0
                    then dated.due_date
            end
        ) as oldest_due_date

    from dated
    left join owed on dated.account_id = owed.account_id
    group by dated.practice_id, dated.account_id

),

past_due as (

    {{ apply_credits_to_past_due('summed', ['practice_id', 'account_id', 'oldest_due_date']) }}

)

select * from past_due
