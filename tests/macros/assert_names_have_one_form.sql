-- As a query and as a seed is checked, a name has the same form however it is typed.
{% set names = {
    'E-Check (ACH)': 'echeckach',
    'e-check / ach': 'echeckach',
    'ECheckACH': 'echeckach',
    '  Write\u2013off,  Patient\u2019s ': 'writeoffpatients',
    "Cashier's \"Check\"": 'cashierscheck',
    'A/R\\Follow-up\tNow': 'arfollowupnow',
    'Visa|MasterCard': 'visamastercard',
    'Cr\u00e9dit 5%': 'cr\u00e9dit5',
    ' - ': '',
} -%}
{#- a backslash means different things in the engines' literals -#}
{% set typed = [] -%}
{%- for name, form in names.items() -%}
    {%- do typed.append(
        "('" ~ name | replace("'", "''") | replace('\\', "' || chr(92) || '") | replace('\t', "' || chr(9) || '") ~ "', '"
        ~ form ~ "', '" ~ normal_name_of(name) ~ "')"
    ) -%}
{%- endfor -%}

with

names as (

    select
        listed.typed_name,
        listed.expected,
        listed.in_seeds

    from (values {{ typed | join(', ') }}) as listed (typed_name, expected, in_seeds)

)

select *
from names
where
    {{ normal_name('typed_name') }} <> expected
    or in_seeds <> expected
    or {{ normal_name("'Visa, MC| Check '", kept='|') }} <> 'visamc|check'
    or not {{ names_include("'Standard Account|Pay-Plan'", "' pay plan '") }}
    or {{ names_include("'Standard Account|Pay-Plan'", "'Pay'") }}
