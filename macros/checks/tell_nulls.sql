{#
    Says which columns made a never_null or each_column test fail or warn, and in how many rows: dbt itself tells a
    test's name and the number of columns only. A hook at the end of a run; column names and counts, no row.
#}
{% macro tell_nulls(results) -%}
    {%- set said = {'never_null': 'is null', 'each_column': 'fails'} -%}
    {%- if execute -%}
    {%- for result in results
        if result.failures and result.node.test_metadata and result.node.test_metadata.name in said -%}
        {%- for row in run_query(result.node.compiled_code) -%}
            {%- do log(
                result.node.name ~ ': ' ~ row[0] ~ ' ' ~ said[result.node.test_metadata.name] ~ ' in ' ~ row[1]
                ~ ' rows', info=true
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
