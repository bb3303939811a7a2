-- A code of another column is unknown in this one; so are letters of another case.

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

    select listed.*

    from (
        values
        (0, 'S', '', 257, 'not_received, sent, percentage, true'),
        (4, 'R ', 'p', 256, 'supplemental, received, ppo, true'),
        (23, 's', 'x', 255, 'unmapped, unmapped, unmapped, false'),
        (null, null, null, null, 'unmapped, unmapped, percentage, false')
    ) as listed (status, claim_status, plan_type, flags, expected)

),

decoded_cases as (

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
from decoded_cases
where actual is distinct from expected
