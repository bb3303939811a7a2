-- Grain: month in which promises are judged × practice × clinic of the account.
-- A promise is judged when its days of grace end; one without a day stands in the month in which it was made.

with

promises as (

    select * from {{ ref('int_payment_promises') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

placed as (

    select
        promises.*,
        {{ month_start('coalesce(promises.grace_date, promises.made_date)') }} as month_start_date,
        coalesce(accounts.clinic_id, {{ unassigned_key('promises.practice_id') }}) as clinic_id,
        promises.state in ('pending', 'kept') and not promises.is_matured as is_open,
        promises.grace_date is not null and promises.promised_amount is not null as is_resolvable

    from promises
    left join accounts on promises.account_id = accounts.account_id

),

summed as (

    select
        month_start_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        count(*) as promise_count,
        cast(sum(coalesce(promised_amount, 0)) as decimal(18, 2)) as promised_amount,
        {{ summed_matured_promises() }},
        count(case when is_open and is_resolvable then 1 end) as promise_pending_count,
        cast(sum(case when is_open and is_resolvable then promised_amount else 0 end) as decimal(18, 2))
            as promise_pending_amount,
        count(case when state = 'kept' and not is_matured then 1 end) as promise_kept_early_count,
        count(case when state = 'cancelled' then 1 end) as promise_cancelled_count,
        cast(sum(case when state = 'cancelled' then coalesce(promised_amount, 0) else 0 end) as decimal(18, 2))
            as promise_cancelled_amount,
        count(case when is_open and not is_resolvable then 1 end) as promise_undated_count,
        count(case when was_reopened then 1 end) as promise_reopened_count

    from placed
    group by month_start_date, practice_id, clinic_id

),

rated as (

    select
        summed.*,
        {{ promise_rates() }}

    from summed

)

select * from rated
