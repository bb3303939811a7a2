{#
    Warns of codes that seeds/reference/opendental_codes.csv does not know: they show as 'unmapped'.
    columns: the decoded columns.
#}
{% test codes_are_mapped(model, columns) %}
    {{ config(severity='warn') }}

    select {{ columns | join(', ') }}
    from {{ model }}
    where 'unmapped' in ({{ columns | join(', ') }})
{% endtest %}
