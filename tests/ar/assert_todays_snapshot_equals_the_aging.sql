-- The snapshot of the as-of date is worked out by another road than int_ar_aging, and must say
-- the same of every account.
{% set figures -%}
    account_id, balance_0_30, balance_31_60, balance_61_90, balance_over_90, balance_as_of,
    past_due_current, past_due_1_30, past_due_31_60, past_due_61_90, past_due_91_120,
    past_due_over_120
{%- endset %}

with

aging as (

    select {{ figures }}
    from {{ ref('int_ar_aging') }}
    where
        balance_as_of <> 0
        or balance_0_30 + balance_31_60 + balance_61_90 + balance_over_90 <> 0

),

snapshot_of_today as (

    select {{ figures }}
    from {{ ref('int_ar_aging_snapshot') }}
    where snapshot_date = {{ as_of_date() }}

),

only_in_aging as (

    select * from aging
    except
    select * from snapshot_of_today

),

only_in_snapshot as (

    select * from snapshot_of_today
    except
    select * from aging

),

differences as (

    select
        'int_ar_aging' as found_in,
        {{ figures }}

    from only_in_aging

    union all

    select
        'int_ar_aging_snapshot' as found_in,
        {{ figures }}

    from only_in_snapshot

)

select * from differences
