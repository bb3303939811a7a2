{# What does not count in a name that people typed: blanks, punctuation, quotes and dashes of every kind. #}
{% macro marks_in_names() -%}
    {{ return(" \t\n\r\u00a0!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u00ae\u2122") }}
{%- endmacro %}


{#
    The form in which two names are the same name: letters and digits alone, in lower case. E-Check (ACH), e-check / ach and
    ECheckACH are one. `kept`: marks that stay, such as the | between the names of a list.
#}
{% macro normal_name(name, kept='') -%}
    {%- set marks = namespace(literal='', codes=[]) -%}
    {%- for mark in marks_in_names() if mark not in kept -%}
        {#- engines read these differently in a literal -#}
        {%- if mark in '\t\n\r\\' -%}
            {%- do marks.codes.append("chr(" ~ {'\t': 9, '\n': 10, '\r': 13, '\\': 92}[mark] ~ ")") -%}
        {%- else -%}
            {%- set marks.literal = marks.literal ~ ("''" if mark == "'" else mark) -%}
        {%- endif -%}
    {%- endfor -%}
    translate(lower({{ name }}), '{{ marks.literal }}' || {{ marks.codes | join(' || ') }}, '')
{%- endmacro %}


{# The same of a text at hand, such as a seed's value. #}
{% macro normal_name_of(text) -%}
    {%- set marks = marks_in_names() -%}
    {%- set letters = [] -%}
    {%- for letter in (text | string | lower) if letter not in marks -%}{%- do letters.append(letter) -%}{%- endfor -%}
    {{ return(letters | join('')) }}
{%- endmacro %}
