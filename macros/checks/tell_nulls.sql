{#
    Says which columns hold the nulls that a never_null test failed or warned for: dbt itself tells a test's name and
    the number of columns only. A hook at the end of a run; column names and counts, no row.
#}
{% macro tell_nulls(results) -%}
    {%- if execute -%}
    {%- for result in results
        if result.failures and result.node.test_metadata and result.node.test_metadata.name == 'never_null' -%}
        {%- for row in run_query(result.node.compiled_code) -%}
            {%- do log(result.node.name ~ ': ' ~ row[0] ~ ' is null in ' ~ row[1] ~ ' rows', info=true) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
