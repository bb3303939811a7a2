-- The weaving of many charges with many credits, against pieces worked out by hand.
{% set lines_by_hand = [
    {'account': 1, 'line': 'C1', 'date': '2024-01-01', 'amount': 50},
    {'account': 1, 'line': 'C2', 'date': '2024-02-01', 'amount': 30},
    {'account': 1, 'line': 'C3', 'date': '2024-03-01', 'amount': 20},
    {'account': 1, 'line': 'K1', 'date': '2023-12-01', 'amount': 40},
    {'account': 1, 'line': 'K2', 'date': '2024-02-15', 'amount': 25},
    {'account': 1, 'line': 'K3', 'date': '2024-03-15', 'amount': 60},
    {'account': 2, 'line': 'C5', 'date': '2024-01-01', 'amount': 90},
    {'account': 2, 'line': 'C4', 'date': '2024-01-01', 'amount': 10},
    {'account': 2, 'line': 'K5', 'date': '2024-01-02', 'amount': 20},
    {'account': 2, 'line': 'K4', 'date': '2024-01-02', 'amount': 10},
    {'account': 3, 'line': 'C6', 'date': '2024-01-01', 'amount': 25},
    {'account': 3, 'line': 'K6', 'date': '2024-01-03', 'amount': 10},
    {'account': 3, 'line': 'K7', 'date': '2024-01-04', 'amount': 20},
    {'account': 3, 'line': 'K8', 'date': '2024-01-05', 'amount': 5},
    {'account': 4, 'line': 'C7', 'date': '2024-01-03', 'amount': 10},
    {'account': 4, 'line': 'C8', 'date': '2024-01-04', 'amount': 20},
    {'account': 4, 'line': 'C9', 'date': '2024-01-05', 'amount': 5},
    {'account': 4, 'line': 'K9', 'date': '2024-01-01', 'amount': 25},
    {'account': 5, 'line': 'D1', 'date': '2024-01-03', 'amount': 0.01},
    {'account': 5, 'line': 'D2', 'date': '2024-01-04', 'amount': 0.02},
    {'account': 5, 'line': 'L1', 'date': '2024-01-03', 'amount': 0.02},
    {'account': 5, 'line': 'L2', 'date': '2024-01-04', 'amount': 0.01},
    {'account': 6, 'line': 'D3', 'date': '2024-01-03', 'amount': 70},
    {'account': 6, 'line': 'D4', 'date': '2024-01-03', 'amount': 70},
] %}
{# C and D are charges, K and L credits; lines of one day go by their name. #}
{% set pieces_by_hand = {
    'C1 K1': 40, 'C1 K2': 10, 'C2 K2': 15, 'C2 K3': 15, 'C3 K3': 20, 'K3 left': 25,
    'C4 K4': 10, 'C5 K5': 20, 'C5 left': 70,
    'C6 K6': 10, 'C6 K7': 15, 'K7 left': 5, 'K8 left': 5,
    'C7 K9': 10, 'C8 K9': 15, 'C8 left': 5, 'C9 left': 5,
    'D1 L1': 0.01, 'D2 L1': 0.01, 'D2 L2': 0.01,
    'D3 left': 70, 'D4 left': 70,
} %}

with

lines as (

    {% for line in lines_by_hand -%}
    select
        0 as practice_id,
        {{ line.account }} as account_id,
        '{{ line.line }}' as ledger_line_id,
        cast('{{ line.date }}' as date) as aging_date,
        'any' as source_code,
        {{ line.line[1:] }} as source_id,
        {{ 'true' if line.line[0] in 'CD' else 'false' }} as is_charge,
        cast({{ line.amount }} as decimal(18, 2)) as open_amount
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

placed_lines as (

    {{ fifo_positions('lines', ['account_id']) }}

),

matched as (

    {{ fifo_pieces('placed_lines', ['account_id'], 'oldest_first') }}

),

told as (

    select
        charge_line_id || ' ' || credit_line_id as piece,
        amount

    from matched

    union all

    select
        ledger_line_id || ' left' as piece,
        remaining_amount as amount

    from placed_lines
    where remaining_amount > 0

),

expected as (

    {% for piece, amount in pieces_by_hand.items() -%}
    select
        '{{ piece }}' as piece,
        cast({{ amount }} as decimal(18, 2)) as amount
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

differences as (

    select
        coalesce(told.piece, expected.piece) as piece,
        told.amount,
        expected.amount as expected_amount

    from told
    full outer join expected on told.piece = expected.piece

)

select *
from differences
where
    amount is null
    or expected_amount is null
    or amount <> expected_amount
