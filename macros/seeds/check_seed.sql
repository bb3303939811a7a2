{#
    Stops the build before a malformed seed replaces a good one, naming file and row. Runs as every
    seed's pre-hook; what a seed must keep is written beside its columns, in YAML, under `config.meta`:
      column: required: true
              vocabulary: [words]
              format: integer | number | date | boolean | time_zone | lower_case
      seed:   unique_key: [columns]
              ordered: [[low, high], ...], pairs of number or date columns; a blank end is open
#}
{% macro check_seed() -%}
    {%- if execute -%}
        {%- set table = load_agate_table() -%}
        {%- set columns = model.columns.values() | list -%}
        {%- for column in columns if column.name not in table.column_names -%}
            {%- do seed_error(1, 'column ' ~ column.name ~ ' is missing') -%}
        {%- endfor -%}
        {%- set rules = model.config.get('meta', {}) -%}
        {%- set keys = {} -%}
        {%- for row in table.rows -%}
            {%- set number = loop.index + 1 -%}
            {%- for column in columns -%}
                {%- do check_seed_value(number, column.name, row[column.name], column.config.meta) -%}
            {%- endfor -%}
            {%- for low, high in rules.get('ordered', []) -%}
                {%- do check_seed_order(number, row, low, high) -%}
            {%- endfor -%}
            {%- if rules.unique_key -%}
                {%- set key = [] -%}
                {%- for name in rules.unique_key -%}{%- do key.append(row[name] | string) -%}{%- endfor -%}
                {%- set key = key | join(', ') -%}
                {%- if key in keys -%}
                    {%- do seed_error(number, rules.unique_key | join(', ') ~ ' ' ~ key ~ ' is already in row ' ~ keys[key]) -%}
                {%- endif -%}
                {%- do keys.update({key: number}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{# One value against its column's rules. A blank value keeps every rule but `required`. #}
{% macro check_seed_value(number, name, value, rules) -%}
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
    } -%}
    {%- if value is none -%}
        {%- if rules.get('required') -%}{%- do seed_error(number, name ~ ' is blank') -%}{%- endif -%}
    {%- elif rules.get('vocabulary') and value not in rules.vocabulary -%}
        {%- do seed_error(number, name ~ " '" ~ value ~ "' is not one of " ~ rules.vocabulary | join(', ')) -%}
    {%- elif format == 'time_zone' and value not in modules.pytz.all_timezones -%}
        {%- do seed_error(number, name ~ " '" ~ value ~ "' is no time zone: write it as America/New_York") -%}
    {%- elif format in formats and not modules.re.fullmatch(formats[format][0], value | string) -%}
        {%- do seed_error(number, name ~ " '" ~ value ~ "' is not " ~ formats[format][1]) -%}
    {%- endif -%}
{%- endmacro %}


{# Dates are ISO texts, so that they and numbers both compare after this one conversion. #}
{% macro check_seed_order(number, row, low, high) -%}
    {%- if row[low] is not none and row[high] is not none -%}
        {%- set dated = '-' in (row[low] | string)[1:] -%}
        {%- set first = row[low] | string if dated else row[low] | float -%}
        {%- set last = row[high] | string if dated else row[high] | float -%}
        {%- if first > last -%}
            {%- do seed_error(number, low ~ ' ' ~ row[low] ~ ' is after ' ~ high ~ ' ' ~ row[high]) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro seed_error(number, problem) -%}
    {%- do exceptions.raise_compiler_error(model.original_file_path ~ ' row ' ~ number ~ ': ' ~ problem) -%}
{%- endmacro %}
