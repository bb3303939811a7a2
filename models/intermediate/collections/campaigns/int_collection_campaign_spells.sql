-- Grain: campaign × account × spell, as it begins: the first snapshot of a stretch that meets the criteria.
-- A stretch ends when the account has paid, signs a plan or goes to an agency; what comes after is another spell.

with

versions as (

    select * from {{ ref('int_collection_campaign_windows') }}

),

account_days as (

    select * from {{ ref('int_collection_campaign_account_days') }}

),

snapshot_days as (

    select * from {{ ref('int_ar_snapshot_days') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

snapshots as (

    select
        snapshot_index,
        date_day as snapshot_date

    from snapshot_days
    where is_snapshot

),

-- a few versions by the snapshots of the history, and by the billing types of a practice
version_days as (

    select
        versions.*,
        snapshots.snapshot_index,
        snapshots.snapshot_date

    from versions
    inner join snapshots
        on versions.start_date <= snapshots.snapshot_date
        and coalesce(versions.last_date, snapshots.snapshot_date) >= snapshots.snapshot_date

),

billing_types as (

    select
        versions.campaign_version_id,
        definitions.definition_id as billing_type_id

    from versions
    inner join definitions on versions.practice_id = definitions.practice_id
    where
        definitions.category_name = 'billing_types'
        and {{ names_include('versions.billing_types', 'definitions.item_name') }}

),

-- an account at an agency is nobody's to call
eligible as (

    select
        version_days.campaign_id,
        version_days.window_number,
        account_days.account_id,
        account_days.stretch_number,
        case when version_days.exclude_payment_plans then account_days.plan_start_count end as plan_start_count,
        account_days.agency_start_count,
        account_days.snapshot_index

    from account_days
    inner join version_days
        on account_days.practice_id = version_days.practice_id
        and account_days.snapshot_index = version_days.snapshot_index
        and account_days.counts_current = version_days.counts_current
    inner join accounts on account_days.account_id = accounts.account_id
    left join billing_types
        on version_days.campaign_version_id = billing_types.campaign_version_id
        and accounts.billing_type_id = billing_types.billing_type_id
    where
        not account_days.is_at_agency
        and account_days.oldest_bucket_rank >= version_days.bucket_rank_from
        and account_days.oldest_bucket_rank <= version_days.bucket_rank_to
        and account_days.targeted_amount >= version_days.minimum_balance
        and account_days.targeted_amount <= coalesce(version_days.maximum_balance, account_days.targeted_amount)
        and not (version_days.exclude_insurance_pending and account_days.has_open_claim)
        and not (version_days.exclude_payment_plans and account_days.has_active_plan)
        and (version_days.billing_types is null or billing_types.billing_type_id is not null)

),

first_days as (

    select
        campaign_id,
        window_number,
        account_id,
        stretch_number,
        plan_start_count,
        agency_start_count,
        min(snapshot_index) as entered_index

    from eligible
    group by campaign_id, window_number, account_id, stretch_number, plan_start_count, agency_start_count

),

spells as (

    select
        version_days.practice_id,
        first_days.campaign_id,
        version_days.campaign_version_id,
        first_days.account_id,
        version_days.counts_current,
        first_days.stretch_number,
        first_days.plan_start_count,
        first_days.agency_start_count,
        version_days.window_end_date,
        version_days.priority,
        version_days.snapshot_date as entered_date,
        account_days.balance_as_of as balance_at_entry,
        account_days.past_due as past_due_at_entry,
        account_days.targeted_amount as targeted_at_entry,
        case account_days.oldest_bucket_rank
            {%- for bucket in past_due_buckets() %}
            when {{ loop.index0 }} then '{{ bucket }}'
            {%- endfor %}
        end as aging_bucket_at_entry

    from first_days
    inner join version_days
        on first_days.campaign_id = version_days.campaign_id
        and first_days.window_number = version_days.window_number
        and first_days.entered_index = version_days.snapshot_index
    inner join account_days
        on version_days.counts_current = account_days.counts_current
        and first_days.account_id = account_days.account_id
        and first_days.entered_index = account_days.snapshot_index

)

select * from spells
