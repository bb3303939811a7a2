-- Grain: month × practice × clinic of the account × owner of the cash (contact's channel, campaign, user; or a reason).

with

attribution as (

    select * from {{ ref('int_collection_attribution') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

owned as (

    select
        attribution.*,
        {{ month_start('coalesce(attribution.cash_date, ' ~ blank_date() ~ ')') }} as month_start_date,
        coalesce(accounts.clinic_id, {{ unassigned_key('attribution.practice_id') }}) as clinic_id

    from attribution
    left join accounts on attribution.account_id = accounts.account_id

),

summed as (

    select
        month_start_date,
        cast(practice_id as integer) as practice_id,
        cast(clinic_id as bigint) as clinic_id,
        cash_source,
        owner_type,
        coalesce(owner_basis, 'none') as owner_basis,
        coalesce(organic_reason, 'none') as organic_reason,
        coalesce(channel, 'none') as channel,
        cast(campaign_id as bigint) as campaign_id,
        cast(coalesce(user_id, {{ unassigned_key() }}) as bigint) as user_id,
        cast(sum(amount) as decimal(18, 2)) as cash_amount,
        cast(sum(case when is_reversal then amount else 0 end) as decimal(18, 2)) as reversed_amount

    from owned
    group by
        month_start_date, practice_id, clinic_id, cash_source, owner_type, owner_basis, organic_reason, channel,
        campaign_id, coalesce(user_id, {{ unassigned_key() }})

)

select * from summed
