{#
    What a contact about an owed balance counts as: one place for all models. The outcomes are those of
    int_collection_note_facts.
#}

{# Which of two outcomes counts when a contact has both: the lower number. #}
{% macro outcome_rank(outcome) -%}
    {%- set strongest_first = [
        'legal_stop', 'agency', 'payment_plan', 'promise_to_pay', 'payment_taken', 'dispute', 'insurance_pending',
        'hardship', 'refused', 'account_adjusted', 'wrong_number', 'no_commitment', 'no_live_contact',
    ] -%}
    case {{ outcome }}
        {%- for word in strongest_first %} when '{{ word }}' then {{ loop.index }}{% endfor %} else 99 end
{%- endmacro %}


{# An outcome that is work on the account, for which nobody was spoken or written to. #}
{% macro is_office_work(outcome) -%}
    {{ outcome }} in ('agency', 'account_adjusted')
{%- endmacro %}
