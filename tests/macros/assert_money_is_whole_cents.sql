{% set double = 'double' if target.type == 'spark' else 'double precision' %}

with

cases as (

    select
        'half a cent rounds away from zero' as rule_name,
        cast(10.005 as {{ double }}) as amount,
        cast(10.01 as decimal(18, 2)) as cents,
        cast(10.01 as decimal(18, 2)) as cents_or_blank,
        true as is_usable,
        true as is_rounded

    union all

    select
        'half a cent of a credit, too',
        cast(-10.005 as {{ double }}),
        cast(-10.01 as decimal(18, 2)),
        cast(-10.01 as decimal(18, 2)),
        true,
        true

    union all

    select
        'a double is never exact, and that is no fraction of a cent',
        cast(0.1 as {{ double }}) + cast(0.2 as {{ double }}),
        cast(0.30 as decimal(18, 2)),
        cast(0.30 as decimal(18, 2)),
        true,
        false

    union all

    select
        'minus one is blank where OpenDental says so',
        cast(-1 as {{ double }}),
        cast(-1 as decimal(18, 2)),
        cast(null as decimal(18, 2)),
        true,
        false

    union all

    select
        'no value is nothing',
        cast(null as {{ double }}),
        cast(0 as decimal(18, 2)),
        cast(null as decimal(18, 2)),
        true,
        false

    union all

    select
        'not a number is no amount',
        cast('NaN' as {{ double }}),
        cast(null as decimal(18, 2)),
        cast(null as decimal(18, 2)),
        false,
        false

    union all

    select
        'infinity is no amount',
        cast('Infinity' as {{ double }}),
        cast(null as decimal(18, 2)),
        cast(null as decimal(18, 2)),
        false,
        false

    union all

    select
        'a billion owed to a patient is no amount',
        cast(-1000000000 as {{ double }}),
        cast(null as decimal(18, 2)),
        cast(null as decimal(18, 2)),
        false,
        false

    union all

    select
        'just under a billion is one',
        cast(999999999.99 as {{ double }}),
        cast(999999999.99 as decimal(18, 2)),
        cast(999999999.99 as decimal(18, 2)),
        true,
        false

)

select *
from cases
where
    {{ money('amount') }} is distinct from cents
    or {{ money_or_blank('amount') }} is distinct from cents_or_blank
    or {{ is_usable_amount('amount') }} is distinct from is_usable
    or {{ has_subcents('amount') }} is distinct from is_rounded
