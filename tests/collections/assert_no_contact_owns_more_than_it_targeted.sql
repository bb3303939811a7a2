-- Contacts that own more than they targeted.

with

owned as (

    select
        account_id,
        touch_number,
        sum(owned_amount) as owned_amount

    from {{ ref('int_collection_attribution_candidates') }}
    group by account_id, touch_number

)

select
    touches.touch_key,
    touches.targeted_amount,
    owned.owned_amount

from owned
inner join {{ ref('int_collection_touches') }} as touches
    on owned.account_id = touches.account_id
    and owned.touch_number = touches.touch_number
where owned.owned_amount > touches.targeted_amount
