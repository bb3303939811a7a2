{% set double = 'double' if target.type == 'spark' else 'double precision' %}

with

cases as (

    select
        listed.rule_name,
        cast(listed.stored as {{ double }}) as amount,
        cast(listed.cents as decimal(18, 2)) as cents,
        cast(listed.cents_or_blank as decimal(18, 2)) as cents_or_blank,
        listed.is_usable,
        listed.is_rounded

    from (
        values
        ('half a cent rounds away from zero', '10.005', '10.01', '10.01', true, true),
        ('half a cent of a credit, too', '-10.005', '-10.01', '-10.01', true, true),
        ('what a double adds is no cents', '0.30000000000000004', '0.30', '0.30', true, false),
        ('minus one is blank where said so', '-1', '-1.00', null, true, false),
        ('no value is nothing', null, '0.00', null, true, false),
        ('not a number is no amount', 'NaN', null, null, false, false),
        ('infinity is no amount', 'Infinity', null, null, false, false),
        ('nor is a billion below zero', '-1000000000', null, null, false, false),
        ('less than a billion is one', '999999999.99', '999999999.99', '999999999.99', true, false)
    ) as listed (rule_name, stored, cents, cents_or_blank, is_usable, is_rounded)

)

select *
from cases
where
    {{ money('amount') }} is distinct from cents
    or {{ money_or_blank('amount') }} is distinct from cents_or_blank
    or {{ is_usable_amount('amount') }} is distinct from is_usable
    or {{ has_subcents('amount') }} is distinct from is_rounded
