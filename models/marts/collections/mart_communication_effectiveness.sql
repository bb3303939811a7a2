-- Grain: month of the contact × practice × channel × direction × aging bucket before the contact.
-- What came of a contact stands in the contact's own month, whenever it came.

with

communications as (

    select * from {{ ref('int_collection_communication') }}

),

touches as (

    select * from {{ ref('int_collection_touches') }}

),

tasks as (

    select * from {{ ref('int_collection_tasks') }}

),

promises as (

    select * from {{ ref('int_payment_promises') }}

),

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

contacts as (

    select
        communication_key as touch_key,
        practice_id,
        account_id,
        channel,
        direction,
        communication_date as contact_date,
        aging_bucket_before,
        delivery_status,
        is_live_contact,
        direction = 'outbound' and delivery_status <> 'failed' as is_asking,
        direction = 'outbound' and delivery_status <> 'failed' and response in ('live', 'replied') as is_answered

    from communications

    union all

    -- conversations that somebody wrote down in a task instead of a commlog
    select
        touches.touch_key,
        touches.practice_id,
        touches.account_id,
        touches.channel,
        'unknown' as direction,
        touches.touched_date as contact_date,
        tasks.aging_bucket_before,
        'delivered' as delivery_status,
        true as is_live_contact,
        false as is_asking,
        false as is_answered

    from touches
    inner join tasks on touches.task_id = tasks.task_id
    where touches.communication_key is null

),

promised as (

    select
        promise_id as touch_key,
        coalesce(promised_amount, 0) as promised_amount,
        case when is_matured then 1 else 0 end as matured_count,
        case when is_matured and is_kept then 1 else 0 end as kept_count

    from promises

),

collected as (

    select
        coalesce(communication_key, 'task-' || cast(task_id as {{ dbt.type_string() }})) as touch_key,
        sum(amount) as collected_amount

    from attribution
    where owner_type = 'communication'
    group by coalesce(communication_key, 'task-' || cast(task_id as {{ dbt.type_string() }}))

),

results as (

    select
        contacts.*,
        {{ month_start('coalesce(contacts.contact_date, ' ~ blank_date() ~ ')') }} as month_start_date,
        coalesce(contacts.aging_bucket_before, 'unknown') as aging_bucket,
        promised.touch_key is not null as has_promise,
        promised.promised_amount,
        promised.matured_count,
        promised.kept_count,
        collected.collected_amount

    from contacts
    left join promised on contacts.touch_key = promised.touch_key
    left join collected on contacts.touch_key = collected.touch_key

),

summed as (

    select
        month_start_date,
        cast(practice_id as integer) as practice_id,
        channel,
        direction,
        aging_bucket,
        count(*) as contact_count,
        count(case when delivery_status = 'delivered' then 1 end) as delivered_count,
        count(case when delivery_status = 'failed' then 1 end) as failed_count,
        count(distinct account_id) as account_count,
        count(case when is_live_contact then 1 end) as live_contact_count,
        count(case when is_asking then 1 end) as asking_count,
        count(case when is_answered then 1 end) as answered_count,
        count(case when has_promise then 1 end) as promise_count,
        cast(coalesce(sum(promised_amount), 0) as decimal(18, 2)) as promised_amount,
        cast(coalesce(sum(matured_count), 0) as bigint) as promise_matured_count,
        cast(coalesce(sum(kept_count), 0) as bigint) as promise_kept_count,
        count(case when collected_amount > 0 then 1 end) as paying_contact_count,
        cast(coalesce(sum(collected_amount), 0) as decimal(18, 2)) as collected_amount

    from results
    where coalesce(contact_date <= {{ as_of_date() }}, true)
    group by month_start_date, practice_id, channel, direction, aging_bucket

),

rated as (

    select
        summed.*,
        {{ metric_rate('live_contact_rate', 'live_contact_count', 'contact_count', 'no_contacts') }},
        {{ metric_rate('answer_rate', 'answered_count', 'asking_count', 'nobody_asked') }},
        {{ metric_rate('promise_kept_rate', 'promise_kept_count', 'promise_matured_count', 'no_matured_promises') }},
        {{ metric_rate('paying_rate', 'paying_contact_count', 'contact_count', 'no_contacts') }},
        cast({{ ratio(cents('collected_amount'), '100 * contact_count') }} as decimal(18, 6))
            as collected_per_contact_amount

    from summed

)

select * from rated
