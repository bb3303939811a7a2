{#
    First in, first out without a loop. Within a key, the charges lie end to end on one axis and so do
    the credits; where two lines overlap, the credit pays the charge. Sorting does all the work, and
    most keys don't even need that: where a side is used up whole, or has one line, order is no matter.

    fifo_positions keeps the columns of a line and adds
    line_count, opposite_count: lines on its own and on the other side;
    opposite_amount: all that the other side has to offer;
    opposite_line_id, opposite_aging_date: the line on the other side where there is just one;
    ends_at: where the line ends on its axis, where order matters;
    remaining_amount: the part of the line that reaches beyond the other side's end.

    relation: has the columns of a line and open_amount > 0; key: the columns within which lines match.
#}
{% macro fifo_positions(relation, key) -%}
    {%- set within = key | join(', ') -%}
    with totals as (

        select
            {{ within }},
            -- some engines give sums 128 bits, which are slow to store and to read; and what is null is not added up
            coalesce(cast(sum(case when is_charge then open_amount end) as decimal(18, 2)), 0) as charge_amount,
            coalesce(cast(sum(case when not is_charge then open_amount end) as decimal(18, 2)), 0) as credit_amount,
            cast(count(case when is_charge then 1 end) as integer) as charge_count,
            cast(count(case when not is_charge then 1 end) as integer) as credit_count,
            {{ any_of('case when is_charge then ledger_line_id end') }} as charge_line_id,
            {{ any_of('case when not is_charge then ledger_line_id end') }} as credit_line_id,
            {{ any_of('case when is_charge then aging_date end') }} as charge_aging_date,
            {{ any_of('case when not is_charge then aging_date end') }} as credit_aging_date

        from {{ relation }}
        group by {{ within }}

    ),

    sided as (

        select
            {{ relation }}.*,
            case when is_charge then totals.charge_amount else totals.credit_amount end as side_amount,
            case when is_charge then totals.charge_count else totals.credit_count end as line_count,
            case when is_charge then totals.credit_amount else totals.charge_amount end as opposite_amount,
            case when is_charge then totals.credit_count else totals.charge_count end as opposite_count,
            case
                when is_charge and totals.credit_count = 1 then totals.credit_line_id
                when not is_charge and totals.charge_count = 1 then totals.charge_line_id
            end as opposite_line_id,
            case
                when is_charge and totals.credit_count = 1 then totals.credit_aging_date
                when not is_charge and totals.charge_count = 1 then totals.charge_aging_date
            end as opposite_aging_date

        from {{ relation }}
        inner join totals
            on {% for column in key -%}
            {{ relation }}.{{ column }} = totals.{{ column }}{{ ' and ' if not loop.last }}
            {%- endfor %}

    ),

    ruled as (

        select
            sided.*,
            line_count > 1
            and opposite_count > 0
            and (opposite_count > 1 or side_amount > opposite_amount) as is_order_needed

        from sided

    ),

    placed as (

        select
            ruled.*,
            cast(null as decimal(18, 2)) as ends_at

        from ruled
        where not is_order_needed

        union all

        select
            ruled.*,
            cast(
                sum(open_amount) over (
                    partition by {{ within }}, is_charge
                    order by aging_date, source_code, source_id, ledger_line_id
                    rows between unbounded preceding and current row
                ) as decimal(18, 2)
            ) as ends_at

        from ruled
        where is_order_needed

    )

    select
        placed.*,
        cast(
            case
                when side_amount <= opposite_amount then 0
                when is_order_needed then greatest(ends_at - greatest(ends_at - open_amount, opposite_amount), 0)
                when opposite_count = 0 then open_amount
                -- the only line of its side
                else open_amount - opposite_amount
            end as decimal(18, 2)
        ) as remaining_amount

    from placed
{%- endmacro %}


{#
    The pieces of credits on charges of a relation made by fifo_positions: practice_id, account_id,
    charge_line_id, credit_line_id, charge_aging_date, credit_aging_date, amount, match_rule.

    Where one side has a single line there is nothing to weave: each line of the other side is a piece.
    Else both sides' ends cut the axis into pieces, and the lines that a piece belongs to are found by
    counting the ends before it.

    carried: further columns that are the same for all lines of a key, and are kept.
#}
{% macro fifo_pieces(relation, key, match_rule, carried=[]) -%}
    {%- set within = key | join(', ') -%}
    with positions as (

        select * from {{ relation }}

    ),

    against_one as (

        select
            practice_id,
            account_id,
            case when is_charge then ledger_line_id else opposite_line_id end as charge_line_id,
            case when is_charge then opposite_line_id else ledger_line_id end as credit_line_id,
            case when is_charge then aging_date else opposite_aging_date end as charge_aging_date,
            case when is_charge then opposite_aging_date else aging_date end as credit_aging_date,
            {%- for column in carried %}
            {{ column }},
            {%- endfor %}
            open_amount - remaining_amount as amount

        from positions
        where
            opposite_count = 1
            and open_amount > remaining_amount
            -- one line against one is told once, by the credit
            and (line_count > 1 or not is_charge)

    ),

    ends as (

        select
            practice_id,
            account_id,
            {%- for column in key + carried if column != 'account_id' %}
            {{ column }},
            {%- endfor %}
            is_charge,
            ledger_line_id,
            aging_date,
            least(ends_at, opposite_amount) as ends_at,
            row_number() over (
                partition by {{ within }}, is_charge
                order by ends_at, aging_date, source_code, source_id, ledger_line_id
            ) as ordinal

        from positions
        where line_count > 1 and opposite_count > 1 and ends_at - open_amount < opposite_amount

    ),

    cuts as (

        select
            ends.*,
            ends_at - lag(ends_at, 1, cast(0 as decimal(18, 2))) over (
                partition by {{ within }} order by ends_at, is_charge, ordinal
            ) as amount,
            sum(case when is_charge then 1 else 0 end) over (
                partition by {{ within }} order by ends_at, is_charge, ordinal
                rows between unbounded preceding and current row
            ) + case when is_charge then 0 else 1 end as charge_ordinal,
            sum(case when is_charge then 0 else 1 end) over (
                partition by {{ within }} order by ends_at, is_charge, ordinal
                rows between unbounded preceding and current row
            ) + case when is_charge then 1 else 0 end as credit_ordinal

        from ends

    ),

    woven as (

        select
            cuts.practice_id,
            cuts.account_id,
            charges.ledger_line_id as charge_line_id,
            credits.ledger_line_id as credit_line_id,
            charges.aging_date as charge_aging_date,
            credits.aging_date as credit_aging_date,
            {%- for column in carried %}
            cuts.{{ column }},
            {%- endfor %}
            cuts.amount

        from cuts
        inner join ends as charges
            on charges.is_charge
            and cuts.charge_ordinal = charges.ordinal
            {%- for column in key %}
            and cuts.{{ column }} = charges.{{ column }}
            {%- endfor %}
        inner join ends as credits
            on not credits.is_charge
            and cuts.credit_ordinal = credits.ordinal
            {%- for column in key %}
            and cuts.{{ column }} = credits.{{ column }}
            {%- endfor %}
        where cuts.amount > 0

    ),

    pieces as (

        select * from against_one
        union all
        select * from woven

    )

    select
        practice_id,
        account_id,
        charge_line_id,
        credit_line_id,
        charge_aging_date,
        credit_aging_date,
        {%- for column in carried %}
        {{ column }},
        {%- endfor %}
        cast(amount as decimal(18, 2)) as amount,
        '{{ match_rule }}' as match_rule

    from pieces
{%- endmacro %}
