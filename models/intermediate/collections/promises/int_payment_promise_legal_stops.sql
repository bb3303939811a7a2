-- Grain: promise after which the law stopped all collection, with the first day it did.

with

terms as (

    select * from {{ ref('int_payment_promise_terms') }}

),

communications as (

    select * from {{ ref('int_collection_communication') }}

),

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

stops as (

    select
        account_id,
        communication_date as legal_stop_date

    from communications
    where contact_outcome = 'legal_stop'

    union all

    select
        account_id,
        cast(contact_outcome_at as date) as legal_stop_date

    from tasks
    where contact_outcome = 'legal_stop'

),

stop_days as (

    select distinct
        account_id,
        legal_stop_date

    from stops
    where legal_stop_date <= {{ as_of_date() }}

),

final as (

    select
        terms.promise_id,
        min(stop_days.legal_stop_date) as legal_stop_date

    from terms
    inner join stop_days on terms.account_id = stop_days.account_id
    where stop_days.legal_stop_date >= terms.made_date
    group by terms.promise_id

)

select * from final
