with

statuses as (

    {{ opendental_words('claimproc', 'Status') }}

),

claim_statuses as (

    {{ opendental_words('claim', 'ClaimStatus', code_type='text') }}

),

plan_types as (

    {{ opendental_words('insplan', 'PlanType', code_type='text') }}

),

cases as (

    select
        0 as status,
        'S' as claim_status,
        '' as plan_type,
        256 + 1 as flags,
        'not_received, sent, percentage, true' as expected

    union all

    select
        4,
        'R ',
        'p',
        256,
        'supplemental, received, ppo, true'

    union all

    -- a code of another column is unknown in this one; so are letters of another case
    select
        23,
        's',
        'x',
        255,
        'unmapped, unmapped, unmapped, false'

    union all

    select
        cast(null as integer),
        cast(null as {{ dbt.type_string() }}),
        cast(null as {{ dbt.type_string() }}),
        cast(null as integer),
        'unmapped, unmapped, percentage, false'

),

read as (

    select
        cases.expected,
        {{ decoded('statuses') }} || ', ' || {{ decoded('claim_statuses') }} || ', '
        || {{ decoded('plan_types') }} || ', '
        || case when {{ has_flag('cases.flags', 256) }} then 'true' else 'false' end as actual

    from cases
    left join statuses
        on cases.status = statuses.code
    left join claim_statuses
        on {{ text_code('cases.claim_status') }} = claim_statuses.code
    left join plan_types
        on {{ text_code('cases.plan_type') }} = plan_types.code

)

select *
from read
where actual is distinct from expected
