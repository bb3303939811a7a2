-- Grain: adjustment type. What kind it is after seed adjustment_kinds, by a preference that names it or its own name.

with

definitions as (

    select * from {{ ref('stg_opendental__definitions') }}

),

preferences as (

    select * from {{ ref('stg_opendental__preferences') }}

),

mapping as (

    select * from {{ ref('adjustment_kinds') }}

),

meanings as (

    select * from {{ ref('adjustment_kind_meanings') }}

),

types as (

    select
        practice_id,
        definition_id as adjustment_type_id,
        item_name as adjustment_type,
        {{ normal_name('item_name') }} as matched_name,
        ',' || cast({{ opendental_number('definition_id') }} as {{ dbt.type_string() }}) || ',' as type_in_list

    from definitions
    where category_name = 'adjustment_types'

),

named_by_preference as (

    select
        preferences.practice_id,
        preferences.preference_id,
        mapping.adjustment_kind,
        ',' || replace(preferences.preference_value, ' ', '') || ',' as type_list

    from preferences
    inner join mapping on {{ normal_name('preferences.preference_name') }} = {{ normal_name('mapping.matched_value') }}
    where mapping.matched_on = 'preference'

),

-- one type in two preferences is what the first of them says
by_preference as (

    select
        types.adjustment_type_id,
        named_by_preference.adjustment_kind,
        row_number() over (
            partition by types.adjustment_type_id order by named_by_preference.preference_id
        ) as preference_rank

    from types
    inner join named_by_preference on types.practice_id = named_by_preference.practice_id
    where named_by_preference.type_list like '%' || types.type_in_list || '%'

),

first_preferences as (

    select
        adjustment_type_id,
        adjustment_kind

    from by_preference
    where preference_rank = 1

),

names as (

    select
        {{ normal_name('matched_value') }} as matched_name,
        adjustment_kind

    from mapping
    where matched_on = 'adjustment_type'

),

kinds as (

    select
        types.practice_id,
        types.adjustment_type_id,
        types.adjustment_type,
        coalesce(first_preferences.adjustment_kind, names.adjustment_kind, 'unmapped') as adjustment_kind

    from types
    left join first_preferences on types.adjustment_type_id = first_preferences.adjustment_type_id
    left join names on types.matched_name = names.matched_name

)

select
    kinds.*,
    meanings.production_movement,
    meanings.is_given_up,
    meanings.is_agency_placement

from kinds
inner join meanings on kinds.adjustment_kind = meanings.adjustment_kind
