select
    row_id,
    first_part,
    second_part,
    amount

from (
    values
    (1, 'a', 'x', 10.5),
    (2, 'a', 'x', -10.5),
    (3, 'a', 'y', 0),
    (4, '', 'y', 1),
    (5, '', 'y', 100),
    (6, null, 'y', 99.99),
    (7, null, 'y', null),
    (8, null, null, null)
) as listed (row_id, first_part, second_part, amount)
