-- Grain: promise of a patient to pay.

with

terms as (

    select * from {{ ref('int_payment_promise_terms') }}

),

payments as (

    select * from {{ ref('int_payment_promise_payments') }}

),

legal_stops as (

    select * from {{ ref('int_payment_promise_legal_stops') }}

),

opened as (

    select
        account_id,
        agreement_number,
        lead(min(made_date)) over (partition by account_id order by agreement_number) as next_agreement_date

    from terms
    group by account_id, agreement_number

),

measured as (

    select
        terms.*,
        cast(coalesce(payments.paid_by_due_amount, 0) as decimal(18, 2)) as paid_by_due_amount,
        cast(coalesce(payments.paid_in_grace_amount, 0) as decimal(18, 2)) as paid_in_grace_amount,
        cast(coalesce(payments.paid_amount, 0) as decimal(18, 2)) as paid_amount,
        payments.fulfilled_date,
        payments.fulfilled_date is not null as is_fulfilled,
        terms.due_date is not null and terms.promised_amount is not null as is_resolvable,
        coalesce(payments.is_kept, false) as is_kept,
        coalesce(payments.is_punctual, false) as is_punctual,
        coalesce(payments.was_kept_once, false) as was_kept_once,
        case
            when opened.next_agreement_date <= coalesce(terms.grace_date, opened.next_agreement_date)
                then opened.next_agreement_date
        end as renegotiated_date,
        case
            when legal_stops.legal_stop_date <= coalesce(terms.grace_date, legal_stops.legal_stop_date)
                then legal_stops.legal_stop_date
        end as stopped_date

    from terms
    left join payments on terms.promise_id = payments.promise_id
    left join opened
        on terms.account_id = opened.account_id
        and terms.agreement_number = opened.agreement_number
    left join legal_stops on terms.promise_id = legal_stops.promise_id

),

cancelled as (

    select
        measured.*,
        case
            when is_kept or (due_date is null and is_fulfilled) then null
            when stopped_date <= coalesce(renegotiated_date, stopped_date) then 'legal_stop'
            when renegotiated_date is not null then 'renegotiated'
        end as cancel_reason

    from measured

),

final as (

    select
        promise_id,
        practice_id,
        account_id,
        agreement_number,
        'note' as promise_source,
        communication_key,
        campaign_id,
        user_id,
        task_id,
        made_at,
        made_date,
        promised_amount,
        is_amount_stated,
        due_date,
        grace_days,
        grace_date,
        mention_count,
        last_mentioned_date,
        case
            when is_kept then 'kept'
            when cancel_reason is not null then 'cancelled'
            -- without a day or an amount there is nothing to judge it by
            when not is_resolvable or grace_date >= {{ as_of_date() }} then 'pending'
            when paid_in_grace_amount > 0 then 'partial'
            else 'broken'
        end as state,
        cancel_reason,
        case cancel_reason when 'legal_stop' then stopped_date when 'renegotiated' then renegotiated_date end
            as cancelled_date,
        was_kept_once and not is_kept as was_reopened,
        paid_by_due_amount,
        paid_in_grace_amount,
        paid_amount,
        fulfilled_date,
        {{ days_between('due_date', 'fulfilled_date') }} as days_to_payment,
        is_resolvable and cancel_reason is null and grace_date < {{ as_of_date() }} as is_matured,
        is_kept,
        is_fulfilled,
        is_punctual

    from cancelled

)

select * from final
