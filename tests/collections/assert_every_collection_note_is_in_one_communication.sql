-- Records about an owed balance that are in no communication, or in several, and communications of no such record.
-- A bill is one to each account that it asks.

with

communications as (

    select * from {{ ref('int_collection_communication') }}

),

facts as (

    select * from {{ ref('stg_opendental__note_facts') }}
    where is_collection

),

commlogs as (

    select * from {{ ref('stg_opendental__communications') }}

),

task_notes as (

    select * from {{ ref('stg_opendental__task_notes') }}

),

tasks as (

    select * from {{ ref('stg_opendental__tasks') }}

),

bills as (

    select * from {{ ref('int_ar_bills') }}

),

outbound_texts as (

    select * from {{ ref('stg_opendental__outbound_texts') }}

),

emails as (

    select * from {{ ref('stg_opendental__emails') }}

),

-- work on the account and what a template says is no contact
expected as (

    select
        'commlog' as source_table,
        commlogs.communication_id as source_id,
        cast(null as bigint) as billed_account_id,
        1 as is_expected,
        0 as told

    from commlogs
    inner join facts on facts.source_table = 'commlog' and commlogs.communication_id = facts.source_id

    union all

    select
        'tasknote' as source_table,
        task_notes.task_note_id as source_id,
        cast(null as bigint) as billed_account_id,
        1 as is_expected,
        0 as told

    from task_notes
    inner join facts on facts.source_table = 'tasknote' and task_notes.task_note_id = facts.source_id
    left join tasks on task_notes.task_id = tasks.task_id
    where
        facts.contact_outcome not in ('agency', 'account_adjusted')
        and coalesce(tasks.is_repeating_template, false) = false

    union all

    select
        'statement' as source_table,
        statement_id as source_id,
        account_id as billed_account_id,
        1 as is_expected,
        0 as told

    from bills

    union all

    select
        'smstomobile' as source_table,
        outbound_text_id as source_id,
        cast(null as bigint) as billed_account_id,
        1 as is_expected,
        0 as told

    from outbound_texts
    where message_type in ('statements', 'message_to_pay')

    union all

    select
        'emailmessage' as source_table,
        email_id as source_id,
        cast(null as bigint) as billed_account_id,
        1 as is_expected,
        0 as told

    from emails
    where
        message_type in ('statement', 'message_to_pay')
        and email_state in ('sent', 'webmail_sent', 'webmail_sent_read', 'direct_sent', 'secure_sent', 'send_failed')

),

told as (

    select
        source_table,
        source_id,
        case when source_table = 'statement' then account_id end as billed_account_id
    from communications

    union all

    select
        'commlog' as source_table,
        merged_commlog_id as source_id,
        cast(null as bigint) as billed_account_id
    from communications
    where merged_commlog_id is not null

    union all

    select
        'tasknote' as source_table,
        merged_task_note_id as source_id,
        cast(null as bigint) as billed_account_id
    from communications
    where merged_task_note_id is not null

    union all

    select
        case direction when 'inbound' then 'smsfrommobile' else 'smstomobile' end as source_table,
        merged_text_id as source_id,
        cast(null as bigint) as billed_account_id
    from communications
    where merged_text_id is not null

    union all

    select
        'emailmessage' as source_table,
        merged_mail_id as source_id,
        cast(null as bigint) as billed_account_id
    from communications
    where merged_mail_id is not null

),

expected_and_told as (

    select * from expected

    union all

    select
        source_table,
        source_id,
        billed_account_id,
        0 as is_expected,
        1 as told

    from told

),

counted as (

    select
        source_table,
        source_id,
        billed_account_id,
        sum(is_expected) as expected_count,
        sum(told) as told_count

    from expected_and_told
    group by source_table, source_id, billed_account_id

)

select *
from counted
where
    told_count <> 1
    -- texts count by their words too
    or (expected_count <> 1 and source_table not in ('smstomobile', 'smsfrommobile'))
