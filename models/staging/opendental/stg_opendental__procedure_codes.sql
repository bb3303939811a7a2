with

source as (

    select * from {{ source('opendental', 'procedurecode') }}

),

areas as (

    {{ opendental_words('procedurecode', 'TreatArea') }}

),

renamed as (

    select
        practice_id,
        {{ opendental_key('CodeNum') }} as procedure_code_id,
        {{ opendental_key('ProcCat') }} as procedure_category_id,
        nullif(ProcCode, '') as procedure_code,
        nullif(Descript, '') as procedure_description,
        nullif(AbbrDesc, '') as procedure_abbreviation,
        {{ decoded('areas') }} as treatment_area,
        coalesce(BaseUnits, 0) as base_units,
        {{ opendental_boolean('NoBillIns') }} as is_not_billed_to_insurance,
        {{ opendental_boolean('IsTaxed') }} as is_taxed,
        {{ opendental_timestamp('DateTStamp') }} as edited_at

    from source
    left join areas
        on source.TreatArea = areas.code

)

select * from renamed
