{#
    What followed each communication of an account: response_key and responded_at (the account's next inbound
    communication, null after more than var response_days days, counted by date), and follow_up_key (the first
    later one on or after its follow-up date).

    communications: CTE with communication_key, source_table, source_id, account_id, direction,
    contact_outcome, communicated_at, communication_date and follow_up_date; of an account all or none.
#}
{% macro what_followed(communications) -%}
    with numbered as (

        -- at the same moment the office comes first: patients answer
        select
            communication_key,
            account_id,
            -- what an agency sends, say, is no word of the patient's
            direction = 'inbound' and not {{ is_office_work('contact_outcome') }} as is_answer,
            communicated_at,
            communication_date,
            follow_up_date,
            row_number() over (
                partition by account_id
                order by
                    communicated_at,
                    case direction when 'inbound' then 1 else 0 end,
                    source_table,
                    source_id
            ) as ordinal

        from {{ communications }}
        where account_id is not null and communicated_at is not null

    ),

    -- a follow-up on the day itself or before is the next communication, whatever its day
    days_and_questions as (

        select
            account_id,
            communication_date as event_date,
            1 as is_communication,
            ordinal,
            cast(null as bigint) as asked_by

        from numbered

        union all

        select
            account_id,
            follow_up_date as event_date,
            0 as is_communication,
            cast(null as bigint) as ordinal,
            ordinal as asked_by

        from numbered
        where follow_up_date > communication_date

    ),

    answered as (

        select
            account_id,
            asked_by,
            min(ordinal) over (
                partition by account_id order by event_date desc, is_communication desc
                range between unbounded preceding and current row
            ) as ordinal

        from days_and_questions

    ),

    -- one number each: that of the next inbound communication, and of the follow-up
    followed as (

        select
            numbered.communication_key,
            numbered.account_id,
            numbered.communication_date,
            min(case when numbered.is_answer then numbered.ordinal end) over (
                partition by numbered.account_id order by numbered.ordinal desc
                rows between unbounded preceding and 1 preceding
            ) as response_ordinal,
            case
                when numbered.follow_up_date > numbered.communication_date then answered.ordinal
                when numbered.follow_up_date is not null then numbered.ordinal + 1
            end as follow_up_ordinal

        from numbered
        left join answered
            on numbered.account_id = answered.account_id
            and numbered.ordinal = answered.asked_by

    ),

    joined as (

        select
            followed.communication_key,
            responses.communication_key as response_key,
            responses.communicated_at as responded_at,
            follow_ups.communication_key as follow_up_key,
            {{ days_between('followed.communication_date', 'responses.communication_date') }}
                <= {{ var('response_days') }} as is_response

        from followed
        left join numbered as responses
            on followed.account_id = responses.account_id
            and followed.response_ordinal = responses.ordinal
        left join numbered as follow_ups
            on followed.account_id = follow_ups.account_id
            and followed.follow_up_ordinal = follow_ups.ordinal

    )

    select
        communication_key,
        case when is_response then response_key end as response_key,
        case when is_response then responded_at end as responded_at,
        follow_up_key

    from joined
{%- endmacro %}
