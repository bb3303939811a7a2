-- Grain: practice × clinic of the account × month, up to the as-of date: what moved, what stood at the month's end (or
-- on the as-of date), what became of what had stood a month before, and how late patients paid.

{% set buckets = past_due_buckets() -%}
{% set movements = [
    'charge_amount', 'contractual_writeoff_amount', 'discount_amount', 'ledger_cash_amount', 'refund_amount',
    'given_up_amount', 'other_adjustment_amount', 'plan_amount', 'transfer_amount', 'ledger_amount',
] -%}
{% set ends_of_delinquency = ['cured', 'plan_converted', 'placed', 'written_off', 'reaged'] -%}

with

movements as (

    select * from {{ ref('int_efficiency_movements') }}

),

steps as (

    select * from {{ ref('int_efficiency_steps') }}

),

snapshots as (

    select * from {{ ref('int_ar_aging_snapshot') }}

),

lateness as (

    select * from {{ ref('int_efficiency_lateness') }}

),

accounts as (

    select * from {{ ref('int_ar_accounts') }}

),

moved as (

    select
        accounts.practice_id,
        accounts.clinic_id,
        movements.month_start_date
        {%- for measure in movements %},
        sum(movements.{{ measure }}) as {{ measure }}
        {%- endfor %},
        sum(movements.ledger_line_count) as ledger_line_count

    from movements
    inner join accounts on movements.account_id = accounts.account_id
    group by accounts.practice_id, accounts.clinic_id, movements.month_start_date

),

-- what is owed by age is not netted with the credits beside it
stood as (

    select
        accounts.practice_id,
        accounts.clinic_id,
        {{ month_start('snapshots.snapshot_date') }} as month_start_date,
        sum({{ owed_by_age('snapshots') }}) as owed_amount,
        sum({{ owed_by_age('snapshots') }} - snapshots.balance_as_of) as credit_amount,
        sum(snapshots.balance_over_90) as over_90_amount
        {%- for bucket in buckets %},
        sum(snapshots.past_due_{{ bucket }}) as past_due_{{ bucket }}
        {%- endfor %},
        count(*) as account_count

    from snapshots
    inner join accounts on snapshots.account_id = accounts.account_id
    where snapshots.is_month_end or snapshots.snapshot_date = {{ as_of_date() }}
    group by accounts.practice_id, accounts.clinic_id, {{ month_start('snapshots.snapshot_date') }}

),

stepped as (

    select
        accounts.practice_id,
        accounts.clinic_id,
        steps.month_start_date,
        {%- for bucket in buckets %}
        {%- for measure in ['rollable', 'rolled', 'bad', 'settled'] %}
        sum(steps.{{ measure }}_{{ bucket }}) as {{ measure }}_{{ bucket }},
        {%- endfor %}
        {%- endfor %}
        {%- for end in ends_of_delinquency %}
        sum(case when steps.end_of_delinquency = '{{ end }}' then 1 else 0 end) as {{ end }}_account_count,
        {%- endfor %}
        sum(case when steps.is_delinquent then 1 else 0 end) as delinquent_account_count

    from steps
    inner join accounts on steps.account_id = accounts.account_id
    group by accounts.practice_id, accounts.clinic_id, steps.month_start_date

),

paid as (

    select
        accounts.practice_id,
        accounts.clinic_id,
        lateness.month_start_date,
        sum(lateness.dated_payment_amount) as dated_payment_amount,
        sum(lateness.late_dollar_days) as late_dollar_days

    from lateness
    inner join accounts on lateness.account_id = accounts.account_id
    group by accounts.practice_id, accounts.clinic_id, lateness.month_start_date

),

cells as (

    {% for step in ['moved', 'stood', 'stepped', 'paid'] -%}
    select
        practice_id,
        clinic_id,
        month_start_date

    from {{ step }}
    {{ 'union distinct' if not loop.last }}
    {% endfor -%}

),

months as (

    select
        cast(cells.practice_id as integer) as practice_id,
        cast(cells.clinic_id as bigint) as clinic_id,
        cells.month_start_date
        {%- for measure in movements %},
        cast(coalesce(moved.{{ measure }}, 0) as decimal(18, 2)) as {{ measure }}
        {%- endfor %},
        cast(coalesce(moved.ledger_line_count, 0) as bigint) as ledger_line_count
        {%- for measure in ['owed_amount', 'credit_amount', 'over_90_amount'] %},
        cast(coalesce(stood.{{ measure }}, 0) as decimal(18, 2)) as {{ measure }}
        {%- endfor %}
        {%- for bucket in buckets %},
        cast(coalesce(stood.past_due_{{ bucket }}, 0) as decimal(18, 2)) as past_due_{{ bucket }}
        {%- endfor %},
        cast(coalesce(stood.account_count, 0) as bigint) as account_count
        {%- for measure in ['rollable', 'rolled', 'bad', 'settled'] %}
        {%- for bucket in buckets %},
        cast(coalesce(stepped.{{ measure }}_{{ bucket }}, 0) as decimal(18, 2)) as {{ measure }}_{{ bucket }}
        {%- endfor %}
        {%- endfor %}
        {%- for end in ['delinquent'] + ends_of_delinquency %},
        cast(coalesce(stepped.{{ end }}_account_count, 0) as bigint) as {{ end }}_account_count
        {%- endfor %},
        cast(coalesce(paid.dated_payment_amount, 0) as decimal(18, 2)) as dated_payment_amount,
        cast(coalesce(paid.late_dollar_days, 0) as decimal(18, 2)) as late_dollar_days

    from cells
    left join moved
        on cells.practice_id = moved.practice_id
        and cells.clinic_id = moved.clinic_id
        and cells.month_start_date = moved.month_start_date
    left join stood
        on cells.practice_id = stood.practice_id
        and cells.clinic_id = stood.clinic_id
        and cells.month_start_date = stood.month_start_date
    left join stepped
        on cells.practice_id = stepped.practice_id
        and cells.clinic_id = stepped.clinic_id
        and cells.month_start_date = stepped.month_start_date
    left join paid
        on cells.practice_id = paid.practice_id
        and cells.clinic_id = paid.clinic_id
        and cells.month_start_date = paid.month_start_date

)

select * from months
