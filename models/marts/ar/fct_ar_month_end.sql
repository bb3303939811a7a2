-- Grain: month-end × account × clinic × aging bucket, where not zero.

with

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

month_ends as (

    select
        snapshots.snapshot_date as month_end_date,
        snapshots.practice_id,
        snapshots.account_id,
        accounts.clinic_id,
        snapshots.balance_0_30,
        snapshots.balance_31_60,
        snapshots.balance_61_90,
        snapshots.balance_over_90,
        snapshots.balance_as_of
        - snapshots.balance_0_30
        - snapshots.balance_31_60
        - snapshots.balance_61_90
        - snapshots.balance_over_90 as credit_balance

    from snapshots
    inner join accounts on snapshots.account_id = accounts.account_id
    where snapshots.is_month_end

),

buckets as (

    {% for bucket, column in {
        '0-30': 'balance_0_30',
        '31-60': 'balance_31_60',
        '61-90': 'balance_61_90',
        'over 90': 'balance_over_90',
        'credit': 'credit_balance',
    }.items() -%}
    select
        month_end_date,
        cast(practice_id as integer) as practice_id,
        cast(account_id as bigint) as account_id,
        cast(clinic_id as bigint) as clinic_id,
        cast('{{ bucket }}' as {{ dbt.type_string() }}) as aging_bucket,
        cast({{ column }} as decimal(18, 2)) as amount

    from month_ends
    where {{ column }} <> 0
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

)

select * from buckets
