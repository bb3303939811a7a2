{#
    Stops the build before a malformed seed replaces a good one, naming file and row. Runs as every
    seed's pre-hook; what a seed must keep is written beside its columns, in YAML, under `config.meta`:
      column: required: true
              required_when: {column: [words]}, where that column has one of the words
              vocabulary: [words]
              format: integer | number | date | boolean | time_zone | lower_case | slug
              minimum: number
      seed:   unique_key: [columns]
              ordered: [[low, high], ...], pairs of number or date columns, or of columns with low's
                  vocabulary; a blank end is open
              one_for_each: [[of, value], ...], pairs of columns: rows with the same `of` have the same `value`
              no_overlap: {key: [columns], from: column, to: column}, days of rows with the same key; a
                  blank key column is every key, a blank day is open
#}
{% macro check_seed() -%}
    {%- if execute -%}
        {%- set rows = load_agate_table() -%}
        {#- a spreadsheet counts the headings as row 1 -#}
        {%- do check_rows(rows, model, model.original_file_path, range(2, rows.rows | length + 2) | list) -%}
    {%- endif -%}
{%- endmacro %}


{# Rows held to the rules of a seed. `place` stands for its file, `numbers` are what errors call the rows. #}
{% macro check_rows(table, seed, place, numbers) -%}
    {%- set columns = seed.columns.values() | list -%}
    {%- set rules = seed.config.get('meta', {}) -%}
    {%- for column in columns if column.name not in table.column_names -%}
        {%- do seed_error(place, 1, 'column ' ~ column.name ~ ' is missing') -%}
    {%- endfor -%}
    {%- for row in table.rows -%}
        {%- set number = numbers[loop.index0] -%}
        {%- for column in columns -%}
            {%- do check_seed_value(place, number, column.name, row[column.name], column.config.meta, row) -%}
        {%- endfor -%}
        {%- for low, high in rules.get('ordered', []) -%}
            {%- do check_seed_order(place, number, row, low, high, seed.columns) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if rules.unique_key -%}
        {%- do check_seed_keys(place, numbers, table.rows, rules.unique_key) -%}
    {%- endif -%}
    {%- for of, value in rules.get('one_for_each', []) -%}
        {%- do check_seed_one_for_each(place, numbers, table.rows, of, value) -%}
    {%- endfor -%}
    {%- if rules.no_overlap -%}
        {%- do check_seed_overlap(place, numbers, table.rows, rules.no_overlap) -%}
    {%- endif -%}
{%- endmacro %}


{# One value against its column's rules. A blank value keeps every rule but `required`. #}
{% macro check_seed_value(place, number, name, value, rules, row) -%}
    {%- set format = rules.get('format') -%}
    {%- set formats = {
        'integer': ('-?\\d+', 'a whole number'),
        'number': ('-?\\d+(\\.\\d+)?', 'a number'),
        'date': (
            '\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|[12]\\d))',
            'a date as YYYY-MM-DD',
        ),
        'boolean': ('true|false', 'true or false'),
        'lower_case': ('[^A-Z\\s]([^A-Z]*[^A-Z\\s])?', 'in lower case without blanks around it'),
        'slug': ('[a-z0-9]+(_[a-z0-9]+)*', 'of lower-case letters, digits and single underscores'),
    } -%}
    {%- if value is none -%}
        {%- if rules.get('required') -%}{%- do seed_error(place, number, name ~ ' is blank') -%}{%- endif -%}
        {%- for other, words in rules.get('required_when', {}).items() if row[other] in words -%}
            {%- do seed_error(place, number, name ~ ' is blank, but ' ~ other ~ ' is ' ~ row[other]) -%}
        {%- endfor -%}
    {%- elif rules.get('vocabulary') and value not in rules.vocabulary -%}
        {%- do seed_error(place, number, name ~ " '" ~ value ~ "' is not one of " ~ rules.vocabulary | join(', ')) -%}
    {%- elif format == 'time_zone' and value not in modules.pytz.all_timezones -%}
        {%- do seed_error(place, number, name ~ " '" ~ value ~ "' is no time zone: write it as America/New_York") -%}
    {%- elif format in formats and not modules.re.fullmatch(formats[format][0], value | string) -%}
        {%- do seed_error(place, number, name ~ " '" ~ value ~ "' is not " ~ formats[format][1]) -%}
    {%- elif rules.get('minimum') is not none and value | float < rules.minimum -%}
        {%- do seed_error(place, number, name ~ ' ' ~ value ~ ' is below ' ~ rules.minimum) -%}
    {%- endif -%}
{%- endmacro %}


{# Dates are ISO texts, so that they and numbers both compare after this one conversion; words go by their list. #}
{% macro check_seed_order(place, number, row, low, high, columns) -%}
    {%- if row[low] is not none and row[high] is not none -%}
        {%- set words = columns[low].config.meta.get('vocabulary') -%}
        {%- set dated = '-' in (row[low] | string)[1:] -%}
        {%- if words -%}
            {%- set first, last = words.index(row[low]), words.index(row[high]) -%}
        {%- elif dated -%}
            {%- set first, last = row[low] | string, row[high] | string -%}
        {%- else -%}
            {%- set first, last = row[low] | float, row[high] | float -%}
        {%- endif -%}
        {%- if first > last -%}
            {%- do seed_error(place, number, low ~ ' ' ~ row[low] ~ ' is after ' ~ high ~ ' ' ~ row[high]) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_seed_keys(place, numbers, rows, unique_key) -%}
    {%- set keys = {} -%}
    {%- for row in rows -%}
        {%- set number = numbers[loop.index0] -%}
        {%- set key = [] -%}
        {%- for name in unique_key -%}{%- do key.append(row[name] | string) -%}{%- endfor -%}
        {%- set key = key | join(', ') -%}
        {%- if key in keys -%}
            {%- do seed_error(place, number, unique_key | join(', ') ~ ' ' ~ key ~ ' is already in row ' ~ keys[key]) -%}
        {%- endif -%}
        {%- do keys.update({key: number}) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro check_seed_one_for_each(place, numbers, rows, of, value) -%}
    {%- set known = {} -%}
    {%- for row in rows -%}
        {%- set number = numbers[loop.index0] -%}
        {%- set first = known.setdefault(row[of], (row[value], number)) -%}
        {%- if first[0] != row[value] -%}
            {%- do seed_error(
                place, number,
                of ~ ' ' ~ row[of] ~ ' has ' ~ value ~ ' ' ~ row[value] ~ ', but ' ~ first[0] ~ ' in row ' ~ first[1]
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro check_seed_overlap(place, numbers, rows, rule) -%}
    {%- for row in rows -%}
        {%- set number = numbers[loop.index0] -%}
        {%- for other in rows[:loop.index0] -%}
            {%- set differing = [] -%}
            {%- for name in rule.key if none not in (row[name], other[name]) and row[name] != other[name] -%}
                {%- do differing.append(name) -%}
            {%- endfor -%}
            {#- ISO texts: an open end is later, an open start is earlier than every day -#}
            {%- if not differing
                and (row[rule['from']] or '') | string <= (other[rule['to']] or '~') | string
                and (other[rule['from']] or '') | string <= (row[rule['to']] or '~') | string -%}
                {%- do seed_error(
                    place, number,
                    'its days ' ~ rule['from'] ~ ' to ' ~ rule['to'] ~ ' overlap those of row '
                    ~ numbers[loop.index0] ~ ', which has the same ' ~ rule.key | join(', ')
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}


{% macro seed_error(place, number, problem) -%}
    {%- do exceptions.raise_compiler_error(place ~ ' row ' ~ number ~ ': ' ~ problem) -%}
{%- endmacro %}
