-- Grain: instalment that a plan will ask for and OpenDental has no row of yet: of a dynamic plan, whose
-- instalments are issued as they fall due, or of an insurer's plan without a full schedule.

{#- a plan of more instalments asks for the rest with the last one -#}
{% set most_instalments = 520 %}

with

terms as (

    select * from {{ ref('int_plan_terms') }}

),

days as (

    {{ day_spine("cast('2000-01-01' as date)", "cast('2001-06-06' as date)") }}

),

numbers as (

    select {{ days_between("cast('2000-01-01' as date)", 'date_day') }} as number
    from days

),

unfinished as (

    select
        payment_plan_id,
        practice_id,
        frequency,
        coalesce(first_instalment_date, {{ as_of_date() }}) as first_instalment_date,
        greatest(coalesce(last_debit_date, {{ as_of_date() }}), {{ as_of_date() }}) as asked_until,
        unscheduled_principal_amount as principal_amount,
        interest_start_date,
        -- without an agreed instalment: in as many equal parts as were agreed, else at once
        case
            when instalment_amount > 0 then instalment_amount
            else cast(
                unscheduled_principal_amount / greatest(coalesce(agreed_instalment_count, 1), 1) + 0.01
                as decimal(18, 2)
            )
        end as instalment_amount,
        -- an instalment comes so many days after the last one, or so many months
        case frequency when 'weekly' then 7 when 'biweekly' then 14 end as days_apart,
        case frequency when 'quarterly' then 3 else 1 end as months_apart,
        -- as OpenDental divides the year's interest
        cast(annual_interest_rate as {{ double_type() }})
        / case frequency when 'weekly' then 52 when 'biweekly' then 26 when 'quarterly' then 4 else 12 end
            as agreed_rate

    from terms
    where unscheduled_principal_amount > 0

),

rated as (

    select
        unfinished.*,
        -- an instalment that does not even pay the interest would never end: its interest is left out
        case when principal_amount * agreed_rate < 0.99 * instalment_amount then agreed_rate else 0 end as period_rate,
        -- those that lie before: never more than there are, and at most one less
        case
            when asked_until <= first_instalment_date then 0
            when days_apart is not null
                then {{ whole_quotient(days_between('first_instalment_date', 'asked_until'), 'days_apart') }}
            else {{ whole_quotient(months_between_months('first_instalment_date', 'asked_until'), 'months_apart') }}
        end as instalments_before

    from unfinished

),

counted as (

    select
        rated.*,
        least(
            {{ most_instalments }},
            2 + cast(
                ceil(
                    case
                        when period_rate > 0
                            then
                                -ln(1 - period_rate * cast(principal_amount as {{ double_type() }}) / instalment_amount)
                                / ln(1 + period_rate)
                        else principal_amount / instalment_amount
                    end
                ) as integer
            )
        ) as candidate_count

    from rated

),

candidates as (

    select
        counted.*,
        counted.instalments_before + numbers.number as number

    from counted
    inner join numbers on counted.candidate_count >= numbers.number

),

-- a month that has no such day takes its last
dated as (

    select
        candidates.*,
        case
            when days_apart is not null then {{ add_days('first_instalment_date', 'days_apart * number') }}
            -- the same weekday of the month, of dynamic and of static plans
            when frequency in ('ordinal_weekday', 'monthly_day_of_week')
                then {{ same_weekday_of_month(
                    'first_instalment_date', add_months(month_start('first_instalment_date'), 'number')
                ) }}
            else {{ add_months('first_instalment_date', 'months_apart * number') }}
        end as instalment_date

    from candidates

),

numbered as (

    select
        dated.*,
        row_number() over (partition by payment_plan_id order by instalment_date) as instalment_number,
        sum(case when instalment_date < interest_start_date then 1 else 0 end) over (
            partition by payment_plan_id
        ) as free_count,
        count(*) over (partition by payment_plan_id) as candidates_left

    from dated
    where instalment_date > asked_until

),

-- principal left after each instalment: P(1 + r)^n − A((1 + r)^n − 1) / r, from the first with interest on
reduced as (

    select
        numbered.*,
        case
            when instalment_number <= free_count or period_rate = 0
                then cast(principal_amount as {{ double_type() }}) - instalment_amount * instalment_number
            else
                (principal_amount - instalment_amount * cast(free_count as {{ double_type() }}))
                * power(1 + period_rate, instalment_number - free_count)
                - instalment_amount * (power(1 + period_rate, instalment_number - free_count) - 1) / period_rate
        end as exact_left

    from numbered

),

balanced as (

    select
        reduced.*,
        {{ whole_cents('greatest(exact_left, 0)') }} as principal_left,
        lag({{ whole_cents('greatest(exact_left, 0)') }}, 1, {{ whole_cents('principal_amount') }}) over (
            partition by payment_plan_id order by instalment_number
        ) as principal_before

    from reduced

),

projected as (

    select
        payment_plan_id,
        practice_id,
        instalment_date,
        instalment_number,
        cast(
            case
                when instalment_number = candidates_left then principal_before
                else principal_before - principal_left
            end as decimal(18, 2)
        ) as principal_amount,
        cast(
            case
                -- what is left fits into the last instalment
                when principal_left = 0 or instalment_number = candidates_left
                    then {{ whole_cents(
                        'case when instalment_date < interest_start_date then 0 else principal_before * period_rate end'
                    ) }}
                else instalment_amount - (principal_before - principal_left)
            end as decimal(18, 2)
        ) as interest_amount

    from balanced
    where principal_before > 0

)

select * from projected
