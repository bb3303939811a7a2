{#
    The only clock in the project: the day that every "today" means, var `as_of_date`, else today in
    var `time_zone`. No model calls current_date. Stops the run when the var is no date.
#}
{% macro as_of_date() -%}
    {%- set given = var('as_of_date', '') | string | trim -%}
    {%- if not given -%}
        {%- set given = run_started_at.astimezone(modules.pytz.timezone(var('time_zone'))).strftime('%Y-%m-%d') -%}
    {%- elif not modules.re.fullmatch('\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])', given) -%}
        {%- do exceptions.raise_compiler_error("var as_of_date is '" ~ given ~ "': write it as YYYY-MM-DD") -%}
    {%- endif -%}
    cast('{{ given }}' as date)
{%- endmacro %}
