{#
    Stops the build before a malformed seed replaces a good one, naming file and row. Runs as every
    seed's pre-hook; what a seed must keep is written beside its columns, in YAML, under `config.meta`:
      column: required: true
              required_when: {column: [words]}, where that column has one of the words
              vocabulary: [words]
              format: integer | number | date | boolean | time_zone | lower_case | slug | name, which is the same
                  however it is written (`normal_name`)
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


{#
    Rows held to the rules of a seed. `place` stands for its file, `numbers` are what errors call the rows.
    Dates are ISO texts, so that they compare as such.
#}
{% macro check_rows(table, seed, place, numbers) -%}
    {%- set columns = seed.columns.values() | list -%}
    {%- set rules = seed.config.get('meta', {}) -%}
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
    {%- for column in columns if column.name not in table.column_names -%}
        {%- do seed_error(place, 1, 'column ' ~ column.name ~ ' is missing') -%}
    {%- endfor -%}
    {%- set keys, values = {}, {} -%}

    {%- for row in table.rows -%}
    {%- set number, index = numbers[loop.index0], loop.index0 -%}

        {#- Each value against its column's rules. A blank one keeps every rule but `required`. -#}
        {%- for column in columns -%}
            {%- set name, value, rule = column.name, row[column.name], column.config.meta -%}
            {%- set format = rule.get('format') -%}
            {%- if value is none -%}
                {%- if rule.get('required') -%}{%- do seed_error(place, number, name ~ ' is blank') -%}{%- endif -%}
                {%- for other, words in rule.get('required_when', {}).items() if row[other] in words -%}
                    {%- do seed_error(place, number, name ~ ' is blank, but ' ~ other ~ ' is ' ~ row[other]) -%}
                {%- endfor -%}
            {%- elif rule.get('vocabulary') and value not in rule.vocabulary -%}
                {%- do seed_error(place, number, name ~ " '" ~ value ~ "' is not one of " ~ rule.vocabulary | join(', ')) -%}
            {%- elif format == 'time_zone' and value not in modules.pytz.all_timezones -%}
                {%- do seed_error(place, number, name ~ " '" ~ value ~ "' is no time zone: write it as America/New_York") -%}
            {%- elif format == 'name' and not normal_name_of(value) -%}
                {%- do seed_error(place, number, name ~ " '" ~ value ~ "' has no letter or digit") -%}
            {%- elif format in formats and not modules.re.fullmatch(formats[format][0], value | string) -%}
                {%- do seed_error(place, number, name ~ " '" ~ value ~ "' is not " ~ formats[format][1]) -%}
            {%- elif rule.get('minimum') is not none and value | float < rule.minimum -%}
                {%- do seed_error(place, number, name ~ ' ' ~ value ~ ' is below ' ~ rule.minimum) -%}
            {%- endif -%}
        {%- endfor -%}

        {#- Words go by their list. -#}
        {%- for low, high in rules.get('ordered', []) if row[low] is not none and row[high] is not none -%}
            {%- set words = seed.columns[low].config.meta.get('vocabulary') -%}
            {%- if words -%}
                {%- set first, last = words.index(row[low]), words.index(row[high]) -%}
            {%- elif '-' in (row[low] | string)[1:] -%}
                {%- set first, last = row[low] | string, row[high] | string -%}
            {%- else -%}
                {%- set first, last = row[low] | float, row[high] | float -%}
            {%- endif -%}
            {%- if first > last -%}
                {%- do seed_error(place, number, low ~ ' ' ~ row[low] ~ ' is after ' ~ high ~ ' ' ~ row[high]) -%}
            {%- endif -%}
        {%- endfor -%}

        {%- if rules.unique_key -%}
            {%- set key = [] -%}
            {%- for name in rules.unique_key -%}
                {%- set is_name = seed.columns[name].config.meta.get('format') == 'name' -%}
                {%- do key.append(normal_name_of(row[name]) if is_name else row[name] | string) -%}
            {%- endfor -%}
            {%- set key = key | join(', ') -%}
            {%- if key in keys -%}
                {%- set told = [] -%}
                {%- for name in rules.unique_key -%}{%- do told.append(row[name] | string) -%}{%- endfor -%}
                {%- do seed_error(
                    place, number, rules.unique_key | join(', ') ~ ' ' ~ told | join(', ') ~ ' is already in row ' ~ keys[key]
                ) -%}
            {%- endif -%}
            {%- do keys.update({key: number}) -%}
        {%- endif -%}

        {%- for of, value in rules.get('one_for_each', []) -%}
            {%- set first = values.setdefault((of, value, row[of]), (row[value], number)) -%}
            {%- if first[0] != row[value] -%}
                {%- do seed_error(
                    place, number,
                    of ~ ' ' ~ row[of] ~ ' has ' ~ value ~ ' ' ~ row[value] ~ ', but ' ~ first[0] ~ ' in row ' ~ first[1]
                ) -%}
            {%- endif -%}
        {%- endfor -%}

        {%- set days = rules.get('no_overlap') -%}
        {%- for other in (table.rows[:index] if days else []) -%}
            {%- set differing = [] -%}
            {%- for name in days.key if none not in (row[name], other[name]) and row[name] != other[name] -%}
                {%- do differing.append(name) -%}
            {%- endfor -%}
            {#- an open end is later, an open start is earlier than every day -#}
            {%- if not differing
                and (row[days['from']] or '') | string <= (other[days['to']] or '~') | string
                and (other[days['from']] or '') | string <= (row[days['to']] or '~') | string -%}
                {%- do seed_error(
                    place, number,
                    'its days ' ~ days['from'] ~ ' to ' ~ days['to'] ~ ' overlap those of row '
                    ~ numbers[loop.index0] ~ ', which has the same ' ~ days.key | join(', ')
                ) -%}
            {%- endif -%}
        {%- endfor -%}

    {%- endfor -%}
{%- endmacro %}


{% macro seed_error(place, number, problem) -%}
    {%- do exceptions.raise_compiler_error(place ~ ' row ' ~ number ~ ': ' ~ problem) -%}
{%- endmacro %}
