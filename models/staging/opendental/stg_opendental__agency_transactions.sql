with

source as (

    select * from {{ source('opendental', 'tsitranslog') }}

),

link_types as (

    {{ opendental_words('tsitranslog', 'FKeyType') }}

),

types as (

    {{ opendental_words('tsitranslog', 'TransType') }}

),

services as (

    {{ opendental_words('tsitranslog', 'ServiceType') }}

),

intensities as (

    {{ opendental_words('tsitranslog', 'ServiceCode') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('TsiTransLogNum') }} as agency_transaction_id,
        {{ opendental_key('PatNum') }} as guarantor_id,
        {{ opendental_key('UserNum') }} as user_id,
        {{ opendental_member_key('ClinicNum') }} as clinic_id,
        {{ opendental_key('AggTransLogNum') }} as aggregate_transaction_id,
        {{ opendental_key('FKey') }} as linked_id,
        {{ decoded('link_types') }} as link_type,
        {{ decoded('types') }} as transaction_type,
        {{ decoded('services') }} as service_type,
        {{ decoded('intensities') }} as service_code,
        nullif(ClientId, '') as agency_client_id,
        {{ opendental_timestamp('TransDateTime') }} as transacted_at,
        {{ money('TransAmt') }} as transaction_amount,
        {{ money('AccountBalance') }} as account_balance_amount

    from source
    left join link_types
        on source.FKeyType = link_types.code
    left join types
        on source.TransType = types.code
    left join services
        on source.ServiceType = services.code
    left join intensities
        on source.ServiceCode = intensities.code

)

select * from renamed
