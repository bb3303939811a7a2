{# A past-due bucket's rank, the oldest highest: criteria compare buckets by it. #}
{% macro bucket_rank(bucket_column) -%}
    case {{ bucket_column }}
        {%- for bucket in past_due_buckets() %}
        when '{{ bucket }}' then {{ loop.index0 }}
        {%- endfor %}
    end
{%- endmacro %}


{# The words of the past-due buckets, the youngest first. #}
{% macro past_due_buckets() -%}
    {{ return(['current', '1_30', '31_60', '61_90', '91_120', 'over_120']) }}
{%- endmacro %}


{# The word of a rank. #}
{% macro bucket_of_rank(rank_column) -%}
    case {{ rank_column }}
        {%- for bucket in past_due_buckets() %}
        when {{ loop.index0 }} then '{{ bucket }}'
        {%- endfor %}
    end
{%- endmacro %}


{# Numbers of the campaigns that come with a practice begin after those of the seed. #}
{% macro practice_campaign_offset() -%}
    500000
{%- endmacro %}


{# A campaign row's columns that seed and practice share, from definition to status. #}
{% macro campaign_criteria() -%}
    {{ return([
        'campaign_code', 'campaign_name', 'campaign_description', 'start_date', 'end_date', 'minimum_balance',
        'maximum_balance', 'oldest_bucket_from', 'oldest_bucket_to', 'billing_types', 'exclude_insurance_pending',
        'exclude_payment_plans', 'priority', 'assigned_user', 'task_list_name', 'goal_amount', 'hand_set_status',
    ]) }}
{%- endmacro %}


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


{# Days on which something that keeps an account out of campaigns begins (+1) or ends (-1). #}
{% macro hold_events(
    relation, event_date, claim_change=0, plan_change=0, plan_starts=0, agency_change=0, agency_starts=0,
    condition='1 = 1'
) -%}
    select
        account_id,
        {{ event_date }} as event_date,
        {{ claim_change }} as claim_change,
        {{ plan_change }} as plan_change,
        {{ plan_starts }} as plan_starts,
        {{ agency_change }} as agency_change,
        {{ agency_starts }} as agency_starts

    from {{ relation }}
    where {{ condition }}
{%- endmacro %}


{# What begins (+1) and ends (-1), and what has begun. #}
{% macro hold_measures() -%}
    {{ return(['claim_change', 'plan_change', 'plan_starts', 'agency_change', 'agency_starts']) }}
{%- endmacro %}


{# Those of a snapshot. #}
{% macro summed_holds() -%}
    {%- for measure in hold_measures() -%}
    sum({{ measure }}) as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# How many are under way, or have begun, up to each snapshot of an account. #}
{% macro running_holds() -%}
    {%- for measure in hold_measures() -%}
    cast(
            sum({{ measure }}) over (
                partition by account_id order by snapshot_index
                rows between unbounded preceding and current row
            ) as integer
        ) as {{ measure }}
    {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{# True where a list of names with a | between them has the name, in any case. #}
{% macro names_include(names, name) -%}
    replace(
            '|' || lower({{ names }}) || '|', '|' || lower(trim({{ name }})) || '|', ''
        ) <> '|' || lower({{ names }}) || '|'
{%- endmacro %}


{# What happened in campaigns to accounts: each count and amount with its type, in the order of the columns. #}
{% macro campaign_measures() -%}
    {{ return({
        'task_count': 'bigint', 'open_task_count': 'bigint', 'communication_count': 'bigint',
        'attempt_count': 'bigint', 'contact_count': 'bigint', 'promise_count': 'bigint',
        'kept_promise_count': 'bigint', 'promised_amount': 'decimal(18, 2)', 'collected_amount': 'decimal(18, 2)',
    }) }}
{%- endmacro %}


{#
    Rows of a relation as a campaign's measures of an account: `given` maps measures to expressions, the others
    are 0. contact_date is the day of a live contact.
#}
{% macro campaign_activity(relation, given, contact_date='cast(null as date)', condition='1 = 1') -%}
    select
        practice_id,
        campaign_id,
        account_id,
        {{ contact_date }} as contact_date,
        {%- for measure, data_type in campaign_measures().items() %}
        cast({{ given.get(measure, 0) }} as {{ data_type }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ relation }}
    where campaign_id is not null and account_id is not null and {{ condition }}
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
