-- Grain: contact about a balance that a patient owes, as people wrote it down: a commlog, a task note, or both in one.

{%- set told = ['contact_outcome', 'promised_amount', 'promised_date', 'follow_up_date', 'paid_amount', 'date_basis'] %}

with

commlogs as (

    select * from {{ ref('int_collection_commlogs') }}

),

task_notes as (

    select * from {{ ref('int_collection_task_note_contacts') }}

),

-- what the stronger of the two says comes first; the other one fills what is missing
merged as (

    select
        commlogs.*,
        task_notes.task_id,
        task_notes.task_note_id,
        {%- for column in told %}
        task_notes.{{ column }} as other_{{ column }},
        {%- endfor %}
        task_notes.task_note_id is not null
        and {{ outcome_rank('task_notes.contact_outcome') }} < {{ outcome_rank('commlogs.contact_outcome') }}
            as is_other_stronger

    from commlogs
    left join task_notes on commlogs.communication_id = task_notes.communication_id

),

logged as (

    select
        practice_id,
        'commlog' as source_table,
        communication_id as source_id,
        communication_id,
        patient_id,
        account_id,
        user_id,
        channel,
        direction,
        is_automatic_source,
        communicated_at,
        task_id,
        {%- for column in told if column != 'date_basis' %}
        case
            when is_other_stronger then coalesce(other_{{ column }}, {{ column }})
            else coalesce({{ column }}, other_{{ column }})
        end as {{ column }},
        {%- endfor %}
        case
            when coalesce(promised_date, other_promised_date) is null
                then case
                    when is_other_stronger then coalesce(other_date_basis, date_basis)
                    else coalesce(date_basis, other_date_basis)
                end
            when promised_date is null or (is_other_stronger and other_promised_date is not null) then other_date_basis
            else date_basis
        end as date_basis,
        task_note_id as merged_task_note_id

    from merged

),

-- A task note has no channel. What it tells is a call; money, an insurer and a court can come in other ways.
noted as (

    select
        practice_id,
        'tasknote' as source_table,
        task_note_id as source_id,
        cast(null as bigint) as communication_id,
        patient_id,
        account_id,
        user_id,
        case
            when contact_outcome in ('payment_taken', 'insurance_pending', 'legal_stop') then 'unknown'
            else 'phone'
        end as channel,
        case
            when contact_outcome in ('payment_taken', 'insurance_pending', 'legal_stop') then 'unknown'
            else 'outbound'
        end as direction,
        false as is_automatic_source,
        noted_at as communicated_at,
        task_id,
        contact_outcome,
        promised_amount,
        promised_date,
        follow_up_date,
        paid_amount,
        date_basis,
        cast(null as bigint) as merged_task_note_id

    from task_notes
    where communication_id is null

),

final as (

    select * from logged

    union all

    select * from noted

)

select * from final
