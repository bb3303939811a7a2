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
        {%- for bucket in aging_buckets() %}
        snapshots.balance_{{ bucket }},
        {%- endfor %}
        snapshots.balance_as_of
        {%- for bucket in aging_buckets() %}
        - snapshots.balance_{{ bucket }}
        {%- endfor %} as balance_credit

    from snapshots
    inner join accounts on snapshots.account_id = accounts.account_id
    where snapshots.is_month_end

),

buckets as (

    {% for bucket in aging_buckets() + ['credit'] -%}
    select
        month_end_date,
        cast(practice_id as integer) as practice_id,
        cast(account_id as bigint) as account_id,
        cast(clinic_id as bigint) as clinic_id,
        cast('{{ bucket_label(bucket) }}' as {{ dbt.type_string() }}) as aging_bucket,
        cast(balance_{{ bucket }} as decimal(18, 2)) as amount

    from month_ends
    where balance_{{ bucket }} <> 0
    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

)

select * from buckets
