{#
    Stops the build on a malformed campaign of a practice, naming practice and row: the same rules as the
    seed's own. Pre-hook of the first model that reads them.
#}
{% macro check_practice_campaigns() -%}
    {%- if execute -%}
        {%- set seed = graph.nodes['seed.dental_collections.collection_campaigns'] -%}
        {%- set columns = [] -%}
        {%- for name in seed.columns -%}
            {%- do columns.append('cast(' ~ name ~ ' as ' ~ dbt.type_string() ~ ') as ' ~ name) -%}
        {%- endfor -%}
        {%- set campaigns = ref('stg_opendental__collection_campaigns') -%}
        {%- for practice in run_query('select distinct practice_id from ' ~ campaigns ~ ' order by 1').columns[0] -%}
            {%- set rows = run_query(
                'select campaign_row, ' ~ columns | join(', ') ~ ' from ' ~ campaigns
                ~ ' where practice_id = ' ~ practice ~ ' order by campaign_row'
            ) -%}
            {%- set place = 'collection_campaigns of practice ' ~ practice ~ ',' -%}
            {%- do check_rows(rows, seed, place, rows.columns['campaign_row'].values() | map('int') | list) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{# True where a list of names with a | between them has the name, however it is written. #}
{% macro names_include(names, name) -%}
    position('|' || {{ normal_name(name) }} || '|' in '|' || {{ normal_name(names, kept='|') }} || '|') > 0
{%- endmacro %}


{# What happened in campaigns to accounts: each count and amount with its type, in the order of the columns. #}
{% macro campaign_measures() -%}
    {{ return({
        'task_count': 'bigint', 'open_task_count': 'bigint', 'communication_count': 'bigint',
        'attempt_count': 'bigint', 'contact_count': 'bigint', 'promise_count': 'bigint',
        'kept_promise_count': 'bigint', 'promised_amount': 'decimal(18, 2)', 'collected_amount': 'decimal(18, 2)',
    }) }}
{%- endmacro %}


{# Those measures, added up. #}
{% macro summed_campaign_measures(relation='') -%}
    {%- for measure, data_type in campaign_measures().items() -%}
    cast(coalesce(sum({{ relation }}{{ measure }}), 0) as {{ data_type }}) as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# Those measures of a left join, 0 where nothing was found. #}
{% macro campaign_measures_or_none(relation) -%}
    {%- for measure, data_type in campaign_measures().items() -%}
    cast(coalesce({{ relation }}.{{ measure }}, 0) as {{ data_type }}) as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
