-- Grain: account. Our balance as of OpenDental's last aging run, beside the one it stored then.

{% set stored_as = {
    'balance_0_30': 'aging_0_30_amount',
    'balance_31_60': 'aging_31_60_amount',
    'balance_61_90': 'aging_61_90_amount',
    'balance_over_90': 'aging_over_90_amount',
    'balance_total': 'balance_total_amount',
    'insurance_estimate': 'insurance_estimate_amount',
    'payment_plan_due': 'payment_plan_due_amount',
} -%}

with

last_aging as (

    select * from {{ ref('int_ar_last_aging') }}

),

evidence as (

    select * from {{ ref('int_ar_account_evidence') }}

),

patients as (

    select * from {{ ref('stg_opendental__patients') }}

),

compared as (

    select
        last_aging.*,
        {%- for figure, stored in stored_as.items() %}
        coalesce(patients.{{ stored }}, 0) as opendental_{{ figure }},
        {%- endfor %}
        evidence.last_edited_at,
        evidence.last_deleted_at,
        evidence.last_change_date,
        evidence.subcent_row_count

    from last_aging
    left join evidence on last_aging.account_id = evidence.account_id
    left join patients on last_aging.account_id = patients.patient_id

),

measured as (

    select
        compared.*,
        greatest(
            {%- for figure in stored_as %}
            abs({{ figure }} - opendental_{{ figure }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as largest_difference,
        {{ rounding_tolerance('subcent_row_count') }} as tolerance

    from compared

),

explained as (

    select
        cast(practice_id as integer) as practice_id,
        cast(account_id as bigint) as account_id,
        cast(clinic_id as bigint) as clinic_id,
        has_guarantor,
        cast(opendental_version as {{ dbt.type_string() }}) as opendental_version,
        last_aging_date,
        compared_date,
        {%- for figure in stored_as %}
        cast({{ figure }} as decimal(18, 2)) as {{ figure }},
        cast(opendental_{{ figure }} as decimal(18, 2)) as opendental_{{ figure }},
        cast({{ figure }} - opendental_{{ figure }} as decimal(18, 2)) as difference_{{ figure }},
        {%- endfor %}
        cast(largest_difference as decimal(18, 2)) as largest_difference,
        cast(subcent_row_count as integer) as subcent_row_count,
        last_edited_at,
        last_deleted_at,
        last_change_date,
        has_guarantor and largest_difference <= tolerance as is_equal,
        case
            when not has_guarantor then 'guarantor_missing'
            when largest_difference = 0 then 'equal'
            when largest_difference <= tolerance then 'rounding'
            when last_aging_date is null then 'never_aged'
            when last_aging_date > compared_date then 'as_of_before_last_aging'
            when cast(last_deleted_at as date) >= last_aging_date then 'deleted_since_last_aging'
            when last_change_date >= last_aging_date then 'edited_since_last_aging'
            else 'unexplained'
        end as reason

    from measured

)

select * from explained
