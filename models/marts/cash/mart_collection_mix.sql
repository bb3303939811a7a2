-- Grain: month × practice × clinic × source × kind of payer × payer × method of cash: months with such cash, and those
-- in which it is missed, the next one and the same one a year later.

{% set keys = ['practice_id', 'clinic_id', 'payment_source', 'payer_kind', 'payer_id', 'payment_method'] -%}
{% set amounts = {'cash_amount': 0, 'previous_cash_amount': 1, 'last_year_cash_amount': 12} -%}

with

cash as (

    select * from {{ ref('fct_collections_daily') }}

),

dated as (

    select
        practice_id,
        clinic_id,
        {{ month_start('collection_date') }} as month_start_date,
        payment_source,
        case
            when payer_id <> {{ unassigned_key() }} then 'carrier'
            when payment_source = 'insurance' then 'unknown_carrier'
            when payment_source = 'other' then 'agency'
            when payment_method = 'financing' then 'financing'
            when payment_source = 'payment_plan' then 'plan'
            else 'patient'
        end as payer_kind,
        payer_id,
        payment_method,
        cash_amount,
        line_count

    from cash

),

monthly as (

    select
        {{ columns_of('dated', keys) }},
        month_start_date,
        cast(sum(cash_amount) as decimal(18, 2)) as cash_amount,
        cast(sum(line_count) as bigint) as line_count

    from dated
    group by month_start_date, {{ keys | join(', ') }}

),

-- a month's cash is said of the month itself, and again of the months that are compared with it
said as (

    {% for amount, months in amounts.items() -%}
    select
        {{ columns_of('monthly', keys) }},
        {{ month_start(add_days('month_start_date', 31 * months + 1)) }} as month_start_date,
        {%- for other in amounts %}
        {{ 'cash_amount' if other == amount else 'cast(0 as decimal(18, 2))' }} as {{ other }},
        {%- endfor %}
        {{ 'line_count' if not months else '0' }} as line_count

    from monthly
    {%- if months %}
    where month_start_date > {{ blank_date() }}
    {%- endif %}
    {%- if not loop.last %}

    union all

    {% endif -%}
    {%- endfor %}

),

mixed as (

    select
        {{ columns_of('said', keys) }},
        month_start_date,
        {%- for amount in amounts %}
        sum({{ amount }}) as {{ amount }},
        {%- endfor %}
        sum(line_count) as line_count

    from said
    where month_start_date <= {{ as_of_date() }}
    group by month_start_date, {{ keys | join(', ') }}

),

clinic_books as (

    select
        practice_id,
        clinic_id,
        min(month_start_date) as first_month_date

    from monthly
    where month_start_date > {{ blank_date() }}
    group by practice_id, clinic_id

),

shared as (

    select
        mixed.month_start_date,
        cast(mixed.practice_id as integer) as practice_id,
        cast(mixed.clinic_id as bigint) as clinic_id,
        mixed.payment_source,
        mixed.payer_kind,
        cast(mixed.payer_id as bigint) as payer_id,
        mixed.payment_method,
        cast(mixed.cash_amount as decimal(18, 2)) as cash_amount,
        cast(mixed.line_count as bigint) as line_count,
        cast(
            sum(mixed.cash_amount) over (
                partition by mixed.practice_id, mixed.clinic_id, mixed.month_start_date
            ) as decimal(18, 2)
        ) as clinic_cash_amount,
        cast(
            case
                when {{ add_days('mixed.month_start_date', -1) }} >= clinic_books.first_month_date
                    then mixed.previous_cash_amount
            end as decimal(18, 2)
        ) as previous_cash_amount,
        cast(
            case
                when {{ add_days('mixed.month_start_date', -360) }} >= clinic_books.first_month_date
                    then mixed.last_year_cash_amount
            end as decimal(18, 2)
        ) as last_year_cash_amount

    from mixed
    left join clinic_books
        on mixed.practice_id = clinic_books.practice_id
        and mixed.clinic_id = clinic_books.clinic_id

),

final as (

    select
        shared.*,
        cast({{ ratio(cents('cash_amount'), cents('clinic_cash_amount')) }} as decimal(18, 6)) as cash_share,
        case
            when clinic_cash_amount < 0 then 'negative_cash'
            when clinic_cash_amount = 0 then 'no_cash'
        end as cash_share_reason

    from shared

)

select * from final
