-- Grain: OpenDental login, and the unassigned one of each practice.

with

users as (

    select * from {{ ref('stg_opendental__users') }}

),

settings as (

    select * from {{ ref('int_ar_practice_settings') }}

),

members as (

    select
        practice_id,
        user_id
    from users

    union

    select
        practice_id,
        {{ unassigned_key() }} as user_id
    from settings

),

described as (

    select
        members.user_id,
        members.practice_id,
        {{ opendental_number('members.user_id', 'members.practice_id') }} as user_number,
        users.user_name,
        users.employee_id,
        users.provider_id,
        users.clinic_id,
        coalesce(users.is_hidden, false) as is_hidden,
        members.user_id = {{ unassigned_key('members.practice_id') }} as is_unassigned

    from members
    left join users on members.user_id = users.user_id

),

named as (

    select
        cast(user_id as bigint) as user_id,
        cast(practice_id as integer) as practice_id,
        cast(user_number as bigint) as user_number,
        {{ member_name('user_name', 'user_number', 'Unassigned', 'User') }} as user_name,
        cast(employee_id as bigint) as employee_id,
        cast(provider_id as bigint) as provider_id,
        cast(clinic_id as bigint) as clinic_id,
        is_hidden,
        is_unassigned

    from described

)

select * from named
