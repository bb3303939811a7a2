with

source as (

    select * from {{ source('opendental', 'payplanlink') }}

),

link_types as (

    {{ opendental_words('payplanlink', 'LinkType') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('PayPlanLinkNum') }} as payment_plan_link_id,
        {{ opendental_key('PayPlanNum') }} as payment_plan_id,
        {{ opendental_key('FKey') }} as linked_id,
        {{ decoded('link_types') }} as link_type,
        {{ money('AmountOverride') }} as override_amount,
        {{ is_usable_amount('AmountOverride') }} as is_usable_amount,
        {{ has_subcents('AmountOverride') }} as has_subcents,
        {{ opendental_timestamp('SecDateTEntry') }} as entered_at

    from source
    left join link_types
        on source.LinkType = link_types.code

)

select * from renamed
