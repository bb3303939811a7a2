-- Grain: piece of cash that no contact names, in part or whole, with the last contact before it that counts.

{#- the different lengths of windows, shortest first #}
{%- set windows = var('attribution_window_days').values() | unique | sort | list %}

with

touches as (

    select * from {{ ref('int_collection_touches') }}

),

cash as (

    select * from {{ ref('int_collection_cash') }}

),

explicit_candidates as (

    select * from {{ ref('int_collection_attribution_explicit') }}

),

named as (

    select
        cash_piece_id,
        sum(amount) as amount

    from explicit_candidates
    group by cash_piece_id

),

pieces as (

    select
        cash.account_id,
        cash.cash_piece_id,
        cash.cash_date,
        cash.charge_date,
        cast(cash.amount - coalesce(named.amount, 0) as decimal(18, 2)) as amount,
        {{ cash_day_part('cash.cash_at') }} as day_part,
        cash.cash_at

    from cash
    left join named on cash.cash_piece_id = named.cash_piece_id
    where cash.eligibility = 'eligible' and cash.amount > coalesce(named.amount, 0)

),

stream as (

    select
        account_id,
        touch_number,
        touched_date,
        window_days,
        cast(null as {{ dbt.type_string() }}) as cash_piece_id,
        cast(null as date) as charge_date,
        cast(null as decimal(18, 2)) as amount,
        touched_date as event_date,
        day_part,
        event_at,
        0 as is_cash

    from touches
    where window_days is not null

    union all

    select
        account_id,
        cast(null as bigint) as touch_number,
        cast(null as date) as touched_date,
        cast(null as integer) as window_days,
        cash_piece_id,
        charge_date,
        amount,
        cash_date as event_date,
        day_part,
        {{ day_part_time('day_part', 'cash_at', 'cash_date') }} as event_at,
        1 as is_cash

    from pieces

),

-- the latest contact so far of each length of window
reached as (

    select
        account_id,
        cash_piece_id,
        event_date,
        charge_date,
        amount,
        {%- for days in windows %}
        max(case when window_days = {{ days }} then touch_number end) over so_far as last_number_{{ days }},
        max(case when window_days = {{ days }} then touched_date end) over so_far as last_date_{{ days }},
        {%- endfor %}
        is_cash

    from stream
    window so_far as (
        partition by account_id
        order by event_date, day_part, event_at, is_cash
        rows between unbounded preceding and current row
    )

),

-- of the latest contacts, the last that is near enough and not older than what was paid
final as (

    select
        cash_piece_id,
        account_id,
        amount,
        nullif(
            greatest(
                {%- for days in windows %}
                case
                    when
                        {{ days_between('last_date_' ~ days, 'event_date') }} <= {{ days }}
                        and coalesce(charge_date <= last_date_{{ days }}, true)
                        then last_number_{{ days }}
                    else 0
                end{{ ',' if not loop.last }}
                {%- endfor %}
                {{- ', 0' if windows | length == 1 }}
            ),
            0
        ) as touch_number,
        coalesce(
            {%- for days in windows %}
            {{ days_between('last_date_' ~ days, 'event_date') }} <= {{ days }}{{ ' or' if not loop.last }}
            {%- endfor %},
            false
        ) as has_contact_in_window

    from reached
    where is_cash = 1

)

select * from final
