{{ config(materialized='ephemeral') }}
-- Grain: account × month that is over, where the account stood at the month-end before: what became of each past-due
-- bucket's dollars, and why a delinquent account is none any more.

{% set buckets = past_due_buckets() -%}
-- An account that is past due by no more than this is not delinquent.
{% set tolerance = 1 -%}

with

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

movements as (

    select * from {{ ref('int_efficiency_movements') }}

),

month_ends as (

    select
        account_id,
        {{ month_start('snapshot_date') }} as month_start_date,
        {%- for bucket in buckets %}
        past_due_{{ bucket }} as amount_{{ bucket }},
        {%- endfor %}
        {{ month_start(add_days('snapshot_date', 1)) }} as next_month_start_date

    from snapshots
    where is_month_end and snapshot_date <= {{ as_of_date() }}

),

stepped as (

    select
        openings.account_id,
        openings.next_month_start_date as month_start_date,
        {%- for bucket in buckets %}
        openings.amount_{{ bucket }} as rollable_{{ bucket }},
        coalesce(closings.amount_{{ bucket }}, 0) as closing_{{ bucket }},
        {%- endfor %}
        greatest(coalesce(movements.ledger_cash_amount, 0), 0) as ledger_cash_amount,
        greatest(coalesce(movements.given_up_amount, 0), 0) as given_up_amount,
        greatest(coalesce(movements.contractual_writeoff_amount + movements.discount_amount, 0), 0)
            as taken_off_amount,
        coalesce(movements.moved_to_plan_amount, 0) as moved_to_plan_amount,
        coalesce(movements.placement_count, 0) as placement_count

    from month_ends as openings
    left join month_ends as closings
        on openings.account_id = closings.account_id and openings.next_month_start_date = closings.month_start_date
    left join movements
        on openings.account_id = movements.account_id
        and openings.next_month_start_date = movements.month_start_date
    where {{ month_end('openings.next_month_start_date') }} <= {{ as_of_date() }}

),

-- dollars that are found in the next bucket have rolled; what is over 120 days past due stays there until it leaves
rolled as (

    select
        stepped.*,
        {%- for bucket in buckets[:-1] %}
        least(rollable_{{ bucket }}, closing_{{ buckets[loop.index] }}) as rolled_{{ bucket }},
        {%- endfor %}
        least(rollable_over_120, closing_over_120 - least(rollable_91_120, closing_over_120)) as rolled_over_120,
        given_up_amount + ledger_cash_amount + taken_off_amount + greatest(moved_to_plan_amount, 0) as settled_amount

    from stepped

),

-- of the rest, where each bucket ends on a ruler that begins with the oldest dollar
gone as (

    select
        rolled.*,
        {%- for bucket in buckets %}
        {% for older in buckets[loop.index0:] -%}
        rollable_{{ older }} - rolled_{{ older }}{{ ' + ' if not loop.last }}
        {%- endfor %} as gone_{{ bucket }},
        {%- endfor %}
        0 as gone_before

    from rolled

),

-- the oldest were given up; then come those that were settled, by cash, by contract or by a plan; what is left is
-- current, still or again
parted as (

    select
        gone.*
        {%- for bucket in buckets %}
        {%- set older = buckets[loop.index] if not loop.last else 'before' %},
        least(gone_{{ bucket }}, given_up_amount) - least(gone_{{ older }}, given_up_amount) as bad_{{ bucket }},
        least(gone_{{ bucket }}, settled_amount) - least(gone_{{ older }}, settled_amount)
        - least(gone_{{ bucket }}, given_up_amount) + least(gone_{{ older }}, given_up_amount)
            as settled_{{ bucket }}
        {%- endfor %},
        {% for bucket in buckets[1:] -%}
        rollable_{{ bucket }}{{ ' + ' if not loop.last }}
        {%- endfor %} as past_due_amount,
        {% for bucket in buckets[1:] -%}
        closing_{{ bucket }}{{ ' + ' if not loop.last }}
        {%- endfor %} as still_past_due_amount

    from gone

),

steps as (

    select
        account_id,
        month_start_date,
        {%- for bucket in buckets %}
        rollable_{{ bucket }},
        rolled_{{ bucket }},
        bad_{{ bucket }},
        settled_{{ bucket }},
        {%- endfor %}
        past_due_amount > {{ tolerance }} as is_delinquent,
        case
            when past_due_amount <= {{ tolerance }} or still_past_due_amount > {{ tolerance }} then null
            when ledger_cash_amount >= past_due_amount - {{ tolerance }} then 'cured'
            when moved_to_plan_amount > 0 then 'plan_converted'
            when placement_count > 0 then 'placed'
            when given_up_amount > 0 then 'written_off'
            else 'reaged'
        end as end_of_delinquency

    from parted

)

select * from steps
