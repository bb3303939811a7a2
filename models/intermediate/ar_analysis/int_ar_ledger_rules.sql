{{ config(materialized='ephemeral') }}
-- Grain: practice. The ledger's rules of its own OpenDental version: of each rule the last that came with or before it.

with

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

preferences as (

    select * from {{ ref('stg_opendental__preferences') }}

),

rules as (

    select
        rule_name,
        rule_value,
        {{ version_number('first_version') }} as first_version_number

    from {{ ref('opendental_ledger_rules') }}

),

practices as (

    select practice_id from patients
    union
    select practice_id from preferences

),

stored as (

    select
        practice_id,
        max(preference_value) as opendental_version

    from preferences
    where preference_name = 'DataBaseVersion'
    group by practice_id

),

-- a version that is not told is taken for the newest
versions as (

    select
        practices.practice_id,
        stored.opendental_version,
        coalesce({{ version_number('stored.opendental_version') }}, 999999999) as version_number

    from practices
    left join stored on practices.practice_id = stored.practice_id

),

followed as (

    select
        versions.practice_id,
        versions.opendental_version,
        rules.rule_name,
        rules.rule_value,
        row_number() over (
            partition by versions.practice_id, rules.rule_name
            order by rules.first_version_number desc
        ) as place

    from versions
    inner join rules on versions.version_number >= rules.first_version_number

),

chosen as (

    select
        practice_id,
        {%- for rule in [
            'insurance_on_procedures', 'insurance_plans_without_charges', 'aging_lifo_unset', 'linked_procedures',
            'linked_adjustments', 'planned_discounts', 'balances_stored_on',
        ] %}
        max(case when rule_name = '{{ rule }}' then rule_value end) as {{ rule }},
        {%- endfor %}
        max(opendental_version) as opendental_version

    from followed
    where place = 1
    group by practice_id

)

select * from chosen
