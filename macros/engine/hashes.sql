{#
    A hash of some columns' values, null included, as a bigint of at most 40 bits: sums of it over
    millions of rows stay within 64 bits. Two rows that swap their values of a column have another sum. Engines hash
    differently; only compare within one.
#}
{% macro row_hash(columns) -%}
    {{ return(adapter.dispatch('row_hash', 'dental_collections')(columns)) }}
{%- endmacro %}

{% macro default__row_hash(columns) -%}
    {{ exceptions.raise_compiler_error('row_hash is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__row_hash(columns) -%}
    cast(hash({{ columns | join(', ') }}) >> 24 as bigint)
{%- endmacro %}

{# A record's hash is a weighted sum of its values' hashes, which a swap leaves as it was: so it is hashed once more. #}
{% macro postgres__row_hash(columns) -%}
    (
        (
            hashfloat8extended(cast(hash_record_extended(row({{ columns | join(', ') }}), 0) as double precision), 0) >> 24
        ) & 1099511627775
    )
{%- endmacro %}

{% macro spark__row_hash(columns) -%}
    shiftrightunsigned(xxhash64({{ columns | join(', ') }}), 24)
{%- endmacro %}
