{#
    Task lists that do not tell whose work they hold, with what the list that they point to tells, and
    from then on with the list that that one points to: repeated, it climbs 1, 2, 4, 8 folders.

    relation: has the columns selected here; next_task_list_id is the folder to ask.
#}
{% macro assignment_from_folder_above(relation) -%}
    select
        lists.practice_id,
        lists.task_list_id,
        lists.task_list_name,
        lists.list_role,
        lists.is_collection_list,
        lists.campaign_code,
        lists.campaign_id,
        case when lists.is_settled then lists.assigned_user_id else above.assigned_user_id end as assigned_user_id,
        lists.is_settled or coalesce(above.is_settled, false) as is_settled,
        above.next_task_list_id

    from {{ relation }} as lists
    left join {{ relation }} as above on lists.next_task_list_id = above.task_list_id
{%- endmacro %}
