-- The weaving of many charges with many credits, against pieces worked out by hand.

with

lines as (

    select
        0 as practice_id,
        account_id,
        ledger_line_id,
        cast(aging_date as date) as aging_date,
        'any' as source_table,
        source_id,
        is_charge,
        cast(open_amount as decimal(18, 2)) as open_amount

    from (
        -- account 1 has credit left over; a credit may be older than what it pays
        select 1 as account_id, 'C1' as ledger_line_id, '2024-01-01' as aging_date, 1 as source_id, true as is_charge, 50.00 as open_amount
        union all select 1, 'C2', '2024-02-01', 2, true, 30.00
        union all select 1, 'C3', '2024-03-01', 3, true, 20.00
        union all select 1, 'K1', '2023-12-01', 4, false, 40.00
        union all select 1, 'K2', '2024-02-15', 5, false, 25.00
        union all select 1, 'K3', '2024-03-15', 6, false, 60.00
        -- account 2 stays open; a charge and a credit end on the same cent; days of equal date go by key
        union all select 2, 'C5', '2024-01-01', 8, true, 90.00
        union all select 2, 'C4', '2024-01-01', 7, true, 10.00
        union all select 2, 'K5', '2024-01-02', 10, false, 20.00
        union all select 2, 'K4', '2024-01-02', 9, false, 10.00
        -- account 3: one charge, many credits, the last of them not needed
        union all select 3, 'C6', '2024-01-01', 11, true, 25.00
        union all select 3, 'K6', '2024-01-03', 12, false, 10.00
        union all select 3, 'K7', '2024-01-04', 13, false, 20.00
        union all select 3, 'K8', '2024-01-05', 14, false, 5.00
        -- account 4: one credit, many charges, the last of them not reached
        union all select 4, 'C7', '2024-01-03', 15, true, 10.00
        union all select 4, 'C8', '2024-01-04', 16, true, 20.00
        union all select 4, 'C9', '2024-01-05', 17, true, 5.00
        union all select 4, 'K9', '2024-01-01', 18, false, 25.00
        -- account 5: all is used up to the cent; account 6 has no credit
        union all select 5, 'D1', '2024-01-03', 19, true, 0.01
        union all select 5, 'D2', '2024-01-04', 20, true, 0.02
        union all select 5, 'L1', '2024-01-03', 21, false, 0.02
        union all select 5, 'L2', '2024-01-04', 22, false, 0.01
        union all select 6, 'D3', '2024-01-03', 23, true, 70.00
        union all select 6, 'D4', '2024-01-03', 24, true, 70.00
    ) as by_hand

),

placed_lines as (

    {{ fifo_positions('lines', ['account_id']) }}

),

matched as (

    {{ fifo_pieces('placed_lines', ['account_id'], 'oldest_first') }}

),

told as (

    select
        charge_line_id || ' ' || credit_line_id as fact,
        amount

    from matched

    union all

    select
        ledger_line_id || ' left' as fact,
        remaining_amount as amount

    from placed_lines
    where remaining_amount > 0

),

expected as (

    select
        fact,
        cast(amount as decimal(18, 2)) as amount

    from (
        select 'C1 K1' as fact, 40.00 as amount
        union all select 'C1 K2', 10.00
        union all select 'C2 K2', 15.00
        union all select 'C2 K3', 15.00
        union all select 'C3 K3', 20.00
        union all select 'K3 left', 25.00
        union all select 'C4 K4', 10.00
        union all select 'C5 K5', 20.00
        union all select 'C5 left', 70.00
        union all select 'C6 K6', 10.00
        union all select 'C6 K7', 15.00
        union all select 'K7 left', 5.00
        union all select 'K8 left', 5.00
        union all select 'C7 K9', 10.00
        union all select 'C8 K9', 15.00
        union all select 'C8 left', 5.00
        union all select 'C9 left', 5.00
        union all select 'D1 L1', 0.01
        union all select 'D2 L1', 0.01
        union all select 'D2 L2', 0.01
        union all select 'D3 left', 70.00
        union all select 'D4 left', 70.00
    ) as by_hand

),

differences as (

    select
        coalesce(told.fact, expected.fact) as fact,
        told.amount,
        expected.amount as expected_amount

    from told
    full outer join expected on told.fact = expected.fact

)

select *
from differences
where
    amount is null
    or expected_amount is null
    or amount <> expected_amount
