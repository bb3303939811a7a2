-- Grain: piece of cash × owner. All of them add up to the net cash of the practice.

with

cash as (

    select * from {{ ref('int_collection_cash') }}

),

candidates as (

    select * from {{ ref('int_collection_attribution_candidates') }}

),

last_touches as (

    select * from {{ ref('int_collection_attribution_last_touch') }}

),

touches as (

    select * from {{ ref('int_collection_touches') }}

),

beyond_past_due as (

    select
        cash_piece_id,
        sum(candidate_amount - owned_amount) as amount

    from candidates
    group by cash_piece_id
    having sum(candidate_amount - owned_amount) > 0

),

shares as (

    select
        cash_piece_id,
        'communication' as owner_type,
        owner_basis,
        cast(null as {{ dbt.type_string() }}) as organic_reason,
        touch_key,
        promise_id,
        owned_amount as amount

    from candidates
    where owned_amount > 0

    union all

    select
        cash_piece_id,
        'organic' as owner_type,
        cast(null as {{ dbt.type_string() }}) as owner_basis,
        'beyond_past_due' as organic_reason,
        cast(null as {{ dbt.type_string() }}) as touch_key,
        cast(null as {{ dbt.type_string() }}) as promise_id,
        cast(amount as decimal(18, 2)) as amount

    from beyond_past_due

    union all

    select
        cash_piece_id,
        'organic' as owner_type,
        cast(null as {{ dbt.type_string() }}) as owner_basis,
        case when has_contact_in_window then 'touch_before_charge' else 'no_touch' end as organic_reason,
        cast(null as {{ dbt.type_string() }}) as touch_key,
        cast(null as {{ dbt.type_string() }}) as promise_id,
        amount

    from last_touches
    where touch_number is null

    union all

    select
        cash_piece_id,
        case when eligibility = 'plan' then 'plan' else 'organic' end as owner_type,
        cast(null as {{ dbt.type_string() }}) as owner_basis,
        case
            when eligibility = 'plan' then null
            when eligibility = 'reversal' then 'unmatched_reversal'
            else eligibility
        end as organic_reason,
        cast(null as {{ dbt.type_string() }}) as touch_key,
        cast(null as {{ dbt.type_string() }}) as promise_id,
        amount

    from cash
    where eligibility <> 'eligible' and reversed_piece_id is null

),

-- what is taken back was its owner's
owned as (

    select
        cash_piece_id,
        shares.cash_piece_id as owned_piece_id,
        owner_type,
        owner_basis,
        organic_reason,
        touch_key,
        promise_id,
        amount

    from shares

    union all

    select
        cash.cash_piece_id,
        shares.cash_piece_id as owned_piece_id,
        shares.owner_type,
        shares.owner_basis,
        shares.organic_reason,
        shares.touch_key,
        shares.promise_id,
        -shares.amount as amount

    from cash
    inner join shares on cash.reversed_piece_id = shares.cash_piece_id

),

attribution as (

    select
        owned.cash_piece_id
        || '/' || coalesce(owned.owner_basis, owned.organic_reason, owned.owner_type)
        || coalesce('/' || owned.touch_key, '') as attribution_id,
        cash.practice_id,
        cash.account_id,
        owned.cash_piece_id,
        cash.cash_date,
        cash.cash_source,
        cast(owned.amount as decimal(18, 2)) as amount,
        owned.owner_type,
        owned.owner_basis,
        owned.organic_reason,
        touches.communication_key,
        touches.task_id,
        touches.campaign_id,
        touches.user_id,
        touches.channel,
        touches.touched_date,
        owned.promise_id,
        cash.eligibility = 'reversal' as is_reversal

    from owned
    inner join cash on owned.cash_piece_id = cash.cash_piece_id
    left join touches on owned.touch_key = touches.touch_key

)

select * from attribution
