{#
    The 95 % interval of a rate of `successes` out of `trials` after Wilson: where the rate may well lie, seen
    that so few were counted. Two columns, <name>_low and <name>_high, null where nothing was counted.

    (2k + z² ± z √(z² + 4k(n − k) / n)) / 2(n + z²) with z = 1.96, all of it × 10,000. Below the root are whole
    numbers; sums, products and roots of doubles are the same on every engine, and so is `floor`: only casts
    of doubles to decimals round in different ways.
#}
{% macro wilson_interval(name, successes, trials) -%}
    {{ wilson_bound('-', successes, trials) }} as {{ name }}_low,
        {{ wilson_bound('+', successes, trials) }} as {{ name }}_high
{%- endmacro %}


{% macro wilson_bound(sign, successes, trials) -%}
    cast(
            cast(
                case
                    when {{ trials }} > 0
                        then cast(
                            floor(
                                (
                                    20000 * {{ successes }} + 38416
                                    {{ sign }} 196 * sqrt(
                                        38416 * {{ trials }}
                                        + 40000 * {{ successes }} * ({{ trials }} - {{ successes }})
                                    ) / sqrt({{ trials }})
                                ) / (20000 * {{ trials }} + 76832) * 1000000 + 0.5
                            ) as bigint
                        )
                end as decimal(18, 0)
            ) * cast(0.000001 as decimal(7, 6)) as decimal(18, 6)
        )
{%- endmacro %}


{# A rate of fewer than this says little: look at its interval. #}
{% macro small_sample() -%}
    30
{%- endmacro %}
