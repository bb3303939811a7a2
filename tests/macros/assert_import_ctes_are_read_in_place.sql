{%- set import_cte = 'orders as (\n\n    select * from "office"."raw"."orders"\n\n)' -%}
{%- set other_cte = 'orders as (\n\n    select * from "office"."raw"."orders"\n    where amount > 0\n\n)' -%}

with

outcome as (

    select
        {{ ('orders as not materialized (' in read_imports_in_place(import_cte)) | lower }} as is_import_marked,
        {{ (read_imports_in_place(other_cte) != other_cte) | lower }} as is_other_marked

)

select *
from outcome
where not is_import_marked or is_other_marked
