-- Grain: promise that names a day, with the clinic of its account.

with

terms as (

    select * from {{ ref('int_payment_promise_terms') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

promises as (

    select
        terms.promise_id,
        terms.practice_id,
        terms.account_id,
        accounts.clinic_id,
        terms.made_date,
        terms.due_date,
        terms.grace_date,
        -- an unstated amount was "the balance", which a late entry may change: looked up anew
        case when terms.is_amount_stated then terms.promised_amount end as amount

    from terms
    left join accounts on terms.account_id = accounts.account_id
    where terms.due_date is not null

)

select * from promises
