-- Grain: account × day on which a claim, a payment plan or an agency's placement began or ended.

{%- set measures = ['claim_change', 'plan_change', 'plan_starts', 'agency_change', 'agency_starts'] %}
{#- of what, on which day, what begins (+1) and ends (-1) or has begun, and where #}
{%- set changes = [
    ('claim_spans', 'start_date', {'claim_change': 1}, 'end_date is null or end_date > start_date'),
    ('claim_spans', 'end_date', {'claim_change': -1}, 'end_date > start_date'),
    ('plan_spans', 'start_date', {'plan_change': 1, 'plan_starts': 1}, '1 = 1'),
    ('plan_spans', 'greatest(end_date, start_date)', {'plan_change': -1}, 'end_date is not null'),
    (
        'agency_changes', 'event_date',
        {'agency_change': 'agency_change', 'agency_starts': 'agency_starts'}, '1 = 1'
    ),
] %}

with

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

claims as (

    select * from {{ ref('stg_opendental__claims') }}

),

plans as (

    select * from {{ ref('stg_opendental__payment_plans') }}

),

plan_charges as (

    select * from {{ ref('stg_opendental__payment_plan_charges') }}

),

agency_changes as (

    select * from {{ ref('int_collection_agency_changes') }}

),

-- insurance is waited for from the service until the claim's answer, as in OpenDental's own look back
claim_spans as (

    select
        patients.guarantor_id as account_id,
        coalesce(claims.service_date, claims.sent_date, claims.entered_date) as start_date,
        case
            when claims.claim_status = 'received'
                then coalesce(claims.received_date, claims.service_date, claims.sent_date, claims.entered_date)
        end as end_date

    from claims
    inner join patients on claims.patient_id = patients.patient_id
    where
        claims.claim_type not in ('preauthorization', 'capitation')
        and claims.claim_status <> 'adjustment'

),

last_instalments as (

    select
        payment_plan_id,
        max(charge_date) as last_charge_date

    from plan_charges
    where charge_type = 'debit'
    group by payment_plan_id

),

-- OpenDental keeps no closing date: a plan runs to its last instalment, a dynamic one until it is closed
plan_spans as (

    select
        patients.guarantor_id as account_id,
        plans.plan_date as start_date,
        case
            when plans.is_closed or not plans.is_dynamic
                then coalesce(last_instalments.last_charge_date, plans.plan_date)
        end as end_date

    from plans
    inner join patients on coalesce(plans.guarantor_id, plans.patient_id) = patients.patient_id
    left join last_instalments on plans.payment_plan_id = last_instalments.payment_plan_id
    where not plans.is_insurance_plan and plans.plan_date is not null

),

events as (

    {% for relation, event_date, changed, condition in changes -%}
    select
        account_id,
        {%- for measure in measures %}
        {{ changed.get(measure, 0) }} as {{ measure }},
        {%- endfor %}
        {{ event_date }} as event_date

    from {{ relation }}
    where {{ condition }}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

),

by_day as (

    select
        account_id,
        {%- for measure in measures %}
        cast(sum({{ measure }}) as integer) as {{ measure }},
        {%- endfor %}
        event_date

    from events
    where event_date <= {{ as_of_date() }}
    group by account_id, event_date

)

select * from by_day
