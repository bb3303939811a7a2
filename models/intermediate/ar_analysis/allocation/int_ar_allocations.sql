-- Grain: piece of a credit on a charge, as of the date.

with

reversals as (

    {{ fifo_pieces(
        ref('int_ar_match_reversals'), ['account_id', 'patient_id', 'line_kind', 'link_code', 'link_id'], 'reversal'
    ) }}

),

linked as (

    {{ fifo_pieces(ref('int_ar_match_linked'), ['account_id', 'link_code', 'link_id'], 'explicit_link') }}

),

service_dates as (

    {{ fifo_pieces(
        ref('int_ar_match_service_dates'), ['account_id', 'patient_id', 'service_date'], 'same_service_date'
    ) }}

),

oldest_first as (

    {{ fifo_pieces(ref('int_ar_match_oldest_first'), ['account_id'], 'oldest_first') }}

),

pieces as (

    select * from reversals
    union all
    select * from linked
    union all
    select * from service_dates
    union all
    select * from oldest_first

),

allocations as (

    select
        practice_id,
        account_id,
        charge_line_id,
        credit_line_id,
        match_rule,
        nullif(charge_aging_date, {{ blank_date() }}) as charge_date,
        nullif(credit_aging_date, {{ blank_date() }}) as credit_date,
        amount,
        {{ days_between(
            'nullif(charge_aging_date, ' ~ blank_date() ~ ')', 'nullif(credit_aging_date, ' ~ blank_date() ~ ')'
        ) }} as days_to_pay

    from pieces

)

select * from allocations
