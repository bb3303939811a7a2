-- Grain: promise of a patient to pay.

with

promises as (

    select * from {{ ref('int_payment_promises') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

communications as (

    select * from {{ ref('int_collection_communication') }}

),

facts as (

    select
        promises.promise_id,
        cast(promises.practice_id as integer) as practice_id,
        cast(promises.account_id as bigint) as account_id,
        cast(coalesce(accounts.clinic_id, {{ unassigned_key('promises.practice_id') }}) as bigint) as clinic_id,
        cast(coalesce(promises.user_id, {{ unassigned_key('promises.practice_id') }}) as bigint) as user_id,
        cast(promises.campaign_id as bigint) as campaign_id,
        -- a task's own text tells of a conversation
        coalesce(communications.channel, 'phone') as channel,
        promises.made_date,
        promises.due_date,
        promises.grace_date,
        promises.promised_amount,
        promises.is_amount_stated,
        promises.mention_count,
        promises.state,
        promises.cancel_reason,
        promises.cancelled_date,
        promises.was_reopened,
        cast(promises.paid_by_due_amount as decimal(18, 2)) as paid_by_due_amount,
        cast(promises.paid_in_grace_amount as decimal(18, 2)) as paid_in_grace_amount,
        cast(promises.paid_amount as decimal(18, 2)) as paid_amount,
        promises.fulfilled_date,
        cast(promises.days_to_payment as integer) as days_to_payment,
        promises.is_matured,
        promises.is_kept,
        promises.is_fulfilled,
        promises.is_punctual

    from promises
    left join accounts on promises.account_id = accounts.account_id
    left join communications on promises.communication_key = communications.communication_key

)

select * from facts
