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


{#
    Someone responsible for the balance was reached. Money can come without a word, who waits for an insurer
    may be a remark in the account, and a letter that promises nothing is a letter still: those count only
    where somebody was there or on the phone, or wrote to the office.
#}
{% macro is_live_contact(outcome, channel, direction) -%}
    (
        {{ outcome }} in ('promise_to_pay', 'payment_plan', 'refused', 'dispute', 'hardship')
        or ({{ outcome }} in ('payment_taken', 'insurance_pending') and {{ channel }} in ('phone', 'in_person'))
        or (
            {{ outcome }} = 'no_commitment'
            and not ({{ direction }} = 'outbound' and {{ channel }} in ('text', 'email', 'portal', 'letter', 'fax'))
        )
    )
{%- endmacro %}


{# Of a column of two notes about the same contact: the stronger note's value, or else the other's. #}
{% macro first_told(column) -%}
    case
            when is_other_stronger then coalesce(other_{{ column }}, {{ column }})
            else coalesce({{ column }}, other_{{ column }})
        end
{%- endmacro %}
