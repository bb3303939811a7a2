-- The snapshot of the as-of date is worked out by another road than int_ar_aging, and must say the same.

{%- set measures = [
    'balance_0_30', 'balance_31_60', 'balance_61_90', 'balance_over_90', 'balance_as_of', 'past_due_current',
    'past_due_1_30', 'past_due_31_60', 'past_due_61_90', 'past_due_91_120', 'past_due_over_120',
] %}

with

two_roads as (

    select
        account_id,
        {%- for measure in measures %}
        {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ ref('int_ar_aging') }}

    union all

    select
        account_id,
        {%- for measure in measures %}
        -{{ measure }} as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ ref('int_ar_aging_snapshot') }}
    where snapshot_date = {{ as_of_date() }}

)

select
    account_id,
    {%- for measure in measures %}
    sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
    {%- endfor %}

from two_roads
group by account_id
having
    {%- for measure in measures %}
    {{ 'or ' if not loop.first }}sum({{ measure }}) <> 0
    {%- endfor %}
