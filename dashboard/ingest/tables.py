"""The statements over the tables of delivered rows, put together from what the schema declares.

Nothing else in the product puts a statement together. Names of tables and columns, and their types, come from the schema; every
value is bound. Delivered rows stand in `delivered.<dataset>`, those of files that are being read in the temporary table `staged`,
one text a cell.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.ingest.read import MAX_CELL
from dashboard.ingest.schema import DATASETS, Column, Dataset

PLACE = {"delivery_id": "varchar", "row_number": "integer"}
# Set where the disclosure rule withholds something: the total ('under' the threshold, or 'small_group'), the sexes.
WITHHELD = {"total_withheld": "varchar", "sex_withheld": "boolean"}

# What a text needs to be right as it stands, by kind: the rules of values.py, but narrower. A text that does not meet this is put
# to those rules, as are all texts of other kinds, of which there are few.
_RUN = "[0-9](?:[ ()./-]{0,2}[0-9])"  # digits that could be a telephone number, if there are enough of them
_SOUND_TEXTS = {
    "id": "regexp_full_match({}, '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?')",
    "url": "regexp_full_match({}, 'https?://[a-z0-9-]+(?:[.][a-z0-9-]+)+(?:/[A-Za-z0-9._~/%-]*)?')",
    "text": (
        "regexp_full_match({}, '[!-*,.-<>?A-~](?:[ -?A-~]*[!-?A-~])?')"
        " and not regexp_matches({}, '" + _RUN + "{7}')"
        " and not (regexp_matches({}, '" + _RUN + "{5}') and regexp_matches({}, '(?i)tel|phone|mobile|cell|whatsapp|fax'))"
    ),
}

# What the values of a row need to say together to be right: the rules of validate.py, but narrower.
_FIRST_DAY = "(date_precision = 'day' or day({c}) = 1 and (date_precision = 'month' or month({c}) = 1))"
SOUND_ROWS: dict[str, tuple[str, ...]] = {
    "activities": (
        "(ended_on is null or ended_on between started_on and $cut_off)",
        "year(started_on) >= $first_year and started_on <= $cut_off",
        _FIRST_DAY.format(c="started_on"),
    ),
    "participants": (
        "(coalesce(women, 0) + coalesce(men, 0) <= persons_total"
        " or persons_total is null and women is null and men is null and women_pct_as_reported is not null)",
    ),
    "seizure_events": (
        "seized_on <= $cut_off",
        _FIRST_DAY.format(c="seized_on"),
        "(follow_up_stage is null or follow_up_as_reported is not null)",
    ),
    "annual_seizures": ("year <= year($cut_off)",),
    "indicators": ("(baseline_date is null) = (baseline_value is null) and computed_rule is null and computed_argument is null",),
    "indicator_values": ("value_date <= $cut_off", _FIRST_DAY.format(c="value_date")),
    "outputs": ("year_from <= year_to and year_to <= year($cut_off)",),
}


@dataclass(frozen=True)
class Statement:
    """A text for the engine."""

    sql: str


def _declared(dataset: Dataset) -> dict[str, str]:
    """Every column of a table of delivered rows and its type."""
    columns = {column.name: column.sql_type for column in dataset.columns} | PLACE
    return columns | WITHHELD if dataset.name == "participants" else columns


def create(dataset: Dataset) -> Statement:
    """The table of a dataset, empty."""
    declared = ", ".join(f"{name} {kind}" for name, kind in _declared(dataset).items())
    return Statement(f"create table delivered.{dataset.name} ({declared})")


def add(dataset: Dataset) -> Statement:
    """Rows given as lists $1, $2 ..., one a column in the order of the table."""
    unnested = ", ".join(f"unnest(${i}::{kind}[])" for i, kind in enumerate(_declared(dataset).values(), start=1))
    return Statement(f"insert into delivered.{dataset.name} select {unnested}")


def everything(dataset: Dataset) -> Statement:
    """Every row, in the order in which they were added: first its delivery and row number."""
    columns = ", ".join(column.name for column in dataset.columns)
    return Statement(f"select delivery_id, row_number, {columns} from delivered.{dataset.name}")  # noqa: S608


def drop(dataset: Dataset) -> Statement:
    """Write the table anew without the rows whose places stand in the temporary table `gone`. Rows that are deleted would stay in
    the file, and their going would move the others when the engine finds the time."""
    table = f"delivered.{dataset.name}"
    return Statement(
        f"create or replace table {table} as select r.* from {table} as r anti join gone using (delivery_id, row_number)"  # noqa: S608
    )


# Files that are being read

STAGE = Statement(r"""
    create or replace temp table staged as
    select file_index::bigint as file, *
    from read_csv(
        $files, columns = $columns, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', comment = '',
        new_line = '\n', nullstr = chr(1), strict_mode = true, null_padding = false, ignore_errors = false, encoding = 'utf-8',
        max_line_size = 4000000
    )
""")


def account(dataset: Dataset) -> Statement:
    """Of every staged file its rows, the first and the last of them, those without a missing cell, the bytes of all cells, the
    quotes among them where $quoted, and how many rows begin as the header does."""
    size = " + ".join(f"strlen({column.name})" for column in dataset.columns)
    unquoted = " + ".join(f"strlen(replace({column.name}, '\"', ''))" for column in dataset.columns)
    first = dataset.columns[0].name
    return Statement(f"""
        select file, count(*), min(rowid), max(rowid), count({size}), sum({size})::bigint,
            case when $quoted then sum({size} - ({unquoted}))::bigint else 0 end, count(*) filter (where {first} = '{first}')
        from staged group by file order by file
    """)  # noqa: S608


def unproven(dataset: Dataset, column: Column) -> Statement:
    """The different texts of a staged column that are not plainly right."""
    sound = "false"
    if column.kind in _SOUND_TEXTS:
        stated = f"(strlen({column.name}) > 4 or not list_contains($placeholders, lower({column.name})))"
        sound = f"{stated} and strlen({column.name}) <= {MAX_CELL} and {_SOUND_TEXTS[column.kind].replace('{}', column.name)}"
    if column.blank:
        sound = f"{column.name} = '' or {sound}"
    if column.refers_to:  # few of many: looked at once
        return Statement(f"select {column.name} from (select distinct {column.name} from staged) where not ({sound})")  # noqa: S608
    return Statement(f"select distinct {column.name} from staged where not ({sound})")  # noqa: S608


def _typed(column: Column) -> str:
    cell = f"nullif({column.name}, '')" if column.blank else column.name
    return f"{cell}::{column.sql_type}" if column.sql_type != "varchar" else cell


def unsound(dataset: Dataset) -> Statement:
    """How many staged rows are not plainly right, given the $first_year and the $cut_off of the programme."""
    cells = ", ".join(f"{_typed(column)} as {column.name}" for column in dataset.columns)
    sound = " and ".join(SOUND_ROWS.get(dataset.name, ("true",)))
    return Statement(f"""
        select count(*) from (select {cells} from staged)
        where ({sound}) is not true and $first_year::integer is not null and $cut_off::date is not null
    """)  # noqa: S608


def take(dataset: Dataset) -> Statement:
    """Add the staged rows, whose files are $deliveries and begin at the rows $firsts of the table."""
    cells = ", ".join(_typed(column) for column in dataset.columns)
    withheld = ", null, false" if dataset.name == "participants" else ""
    return Statement(f"""
        insert into delivered.{dataset.name}
        select {cells}, $deliveries[file + 1], (rowid - $firsts[file + 1] + 2)::integer{withheld} from staged
    """)  # noqa: S608


# All rows of a dataset


def sharing_a_key(dataset: Dataset) -> Statement:
    """Every row whose key is that of another one, those of a key together, in the order of $deliveries and of their rows."""
    key = ", ".join(dataset.key)
    same = " and ".join(f"r.{name} is not distinct from k.{name}" for name in dataset.key)
    columns = ", ".join(f"r.{column.name}" for column in dataset.columns)
    order = ", ".join(f"r.{name}" for name in dataset.key)
    return Statement(f"""
        with k as (select {key} from delivered.{dataset.name} group by {key} having count(*) > 1)
        select r.delivery_id, r.row_number, {columns} from delivered.{dataset.name} as r join k on {same}
        order by {order}, list_position($deliveries, r.delivery_id), r.row_number
    """)  # noqa: S608


def shares_a_key(dataset: Dataset) -> Statement:
    """How many rows there are, and how many different hashes of keys: if as many, no key is there twice."""
    key = ", ".join(dataset.key)
    hashes = f"select distinct hash({key}) from delivered.{dataset.name}"  # noqa: S608
    return Statement(f"select (select count(*) from delivered.{dataset.name}), count(*) from ({hashes})")  # noqa: S608


def referring_to_nothing(dataset: Dataset, column: Column) -> Statement:
    """Every row whose value in a column is no key of the dataset that it refers to."""
    columns = ", ".join(f"r.{one.name}" for one in dataset.columns)
    known = DATASETS[column.refers_to]
    return Statement(f"""
        select r.delivery_id, r.row_number, {columns}
        from delivered.{dataset.name} as r
        anti join delivered.{known.name} as k on k.{known.key[0]} = r.{column.name}
        where r.{column.name} is not null
    """)  # noqa: S608


def known_keys(dataset: Dataset) -> Statement:
    """What rows elsewhere call the rows of a dataset by, sorted as texts."""
    key = dataset.key[0]
    return Statement(f"select distinct {key} from delivered.{dataset.name} where {key} is not null order by {key}")  # noqa: S608


def unknown_records(dataset: Dataset) -> Statement:
    """The records that caveats name of a dataset, called by $names there, and that are not in it."""
    key = dataset.key[0]
    return Statement(f"""
        select distinct c.record_id
        from delivered.caveats as c
        anti join delivered.{dataset.name} as k on k.{key} = c.record_id
        where c.record_id is not null and list_contains($names, c.dataset)
    """)  # noqa: S608


def uses(dataset: Dataset, column: Column) -> Statement:
    """Whether any row has a value in a column."""
    return Statement(f"select exists (from delivered.{dataset.name} where {column.name} is not null)")


# What outsiders may see, read from the database `warehouse`. The temporary table `restricted` has the ids of restricted deliveries;
# `lost`, for each dataset, what rows elsewhere call the rows by that are not published.


def _published(dataset: Dataset) -> str:
    """The rows that are public and refer to nothing that is not published; head counts whatever their delivery."""
    conditions = [] if dataset.name == "participants" else ["r.delivery_id not in (select delivery_id from restricted)"]
    for column in dataset.columns:
        if column.refers_to:
            lost = f"select 1 from lost where dataset = '{column.refers_to}' and key = r.{column.name}"  # noqa: S608
            conditions.append(f"not exists ({lost})")
    if dataset.name == "caveats":
        subject = "case r.dataset when 'seizures' then 'seizure_events' else r.dataset end"
        conditions.append(f"not exists (select 1 from lost as l where l.dataset = {subject} and l.key = r.record_id)")  # noqa: S608
    return f"from warehouse.delivered.{dataset.name} as r where {' and '.join(conditions) or 'true'}"


def lose(dataset: Dataset) -> Statement:
    """Add to `lost` what no published row of a dataset is called by any more."""
    key = dataset.key[0]
    return Statement(f"""
        insert into lost
        select '{dataset.name}', key
        from (
            select {key}::varchar as key from warehouse.delivered.{dataset.name}
            except select r.{key}::varchar {_published(dataset)}
            except select key from lost where dataset = '{dataset.name}'
        )
    """)  # noqa: S608


def publish(dataset: Dataset) -> Statement:
    """Add the published rows of a dataset, of head counts those of public deliveries only."""
    public = " and r.delivery_id not in (select delivery_id from restricted)" if dataset.name == "participants" else ""
    columns = ", ".join(f"r.{name}" for name in _declared(dataset))
    return Statement(f"insert into delivered.{dataset.name} select {columns} {_published(dataset)}{public}")


def places(dataset: Dataset) -> Statement:
    """Of every delivery how many rows it has, and which: one bit a row number up to the $highest."""
    return Statement(f"""
        select delivery_id, count(*), sha256(bitstring_agg(row_number, 0, $highest)::varchar)
        from delivered.{dataset.name} group by delivery_id order by delivery_id
    """)  # noqa: S608
