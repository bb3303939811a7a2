-- Grain: account × aging date (the as-of date, and the day of OpenDental's own last aging run where it differs).

{%- set kept = ['practice_id', 'account_id', 'aging_date', 'balance_total', 'balance_as_of'] %}

with

entries as (

    select * from {{ ref('int_ar_aging_entries') }}

),

aging_dates as (

    select * from {{ ref('int_ar_aging_dates') }}

),

dated as (

    select
        entries.practice_id,
        entries.account_id,
        aging_dates.aging_date,
        entries.effective_date,
        entries.entry_kind,
        entries.is_plan_charge,
        entries.amount,
        {{ days_between('entries.bucket_date', 'aging_dates.aging_date') }} as age_days,
        entries.effective_date <= aging_dates.aging_date as is_in_effect

    from entries
    inner join aging_dates on entries.practice_id = aging_dates.practice_id
    -- of the future only plan charges are cut off; the rest is in OpenDental's total already
    where not (entries.is_plan_charge and entries.effective_date > aging_dates.aging_date)

),

summed as (

    select
        practice_id,
        account_id,
        aging_date,
        {%- for bucket in aging_buckets() %}
        sum(
            case
                when
                    entry_kind in ('charge', 'tied_credit')
                    and {{ is_in_bucket(aging_first_days(), bucket, 'age_days') }}
                    then amount
                else 0
            end
        ) as gross_{{ bucket }},
        {%- endfor %}
        -sum(case when entry_kind = 'credit' and is_in_effect then amount else 0 end) as credit_pool,
        sum(amount) as balance_total,
        sum(case when is_in_effect then amount else 0 end) as balance_as_of

    from dated
    group by practice_id, account_id, aging_date

),

pooled as (

    {{ move_negative_buckets_to_pool('summed', kept) }}

),

aged as (

    {{ apply_credit_pool('pooled', kept) }}

)

select * from aged
