with

facts as (

    select * from {{ ref('stg_opendental__note_facts') }}

),

final as (

    select
        practice_id,
        source_table,
        source_id,
        note_date,
        is_collection,
        contact_outcome,
        promised_amount,
        promised_date,
        follow_up_date,
        paid_amount,
        date_basis

    from facts

)

select * from final
