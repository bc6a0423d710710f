"""Long registers: a line per employee and component, judged in DuckDB person by person.

Belongs here: how the lines of a file become people with their totals, the arithmetic of a person, the queries of
what lands. Does not belong here: finding columns and files (`client.py`), the destination.

Every file comes as a parquet file. One that was parquet with plain columns is read as it is, so twenty million
lines never stand in memory; the cells of csv, xlsx and other parquet files were read by the readings of `client.py`
and written to a parquet file with the columns of `SCHEMA`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.columnar import Columnar
from ingestion.errors import SourceError
from ingestion.history import copy_to_parquet
from ingestion.quarantine import Unreadable
from ingestion.rows import POSITION
from ingestion.sql import parquet, quoted

MONEY = pa.decimal128(18, 4)
SCHEMA = pa.schema(
    [
        ("number", pa.int64()),
        ("employee_number", pa.string()),
        ("company", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("run", pa.string()),
        ("pay_date", pa.date32()),
        ("currency", pa.string()),
        ("paid_days", pa.float64()),
        ("lop_days", pa.float64()),
        ("component", pa.string()),
        ("component_type", pa.string()),
        ("amount", MONEY),
        ("gross_pay", MONEY),
        ("total_deduction", MONEY),
        ("net_pay", MONEY),
        ("problem", pa.string()),
    ]
)
CONSTANTS = ("company", "period_start", "period_end", "run")
"""What one file holds one value of."""
_REQUIRED = ("employee_number", "company", "period_start", "period_end", "currency", "component", "amount")
_PER_PERSON = ("pay_date", "currency", "paid_days", "lop_days")
_TOTALS = ("gross_pay", "total_deduction", "net_pay")
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass(frozen=True)
class LongFile:
    """A long register.

    Attributes:
        digest: the SHA-256 of the file that was sent.
        name: its name.
        path: the parquet file.
        columns: per field, the column of the parquet file.
    """

    digest: str
    name: str
    path: Path
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """What the long registers of one load hold.

    Attributes:
        records: per SHA-256, the file's row of `register_files`.
        unreadable: the people that do not land, with the reason.
        rows: the query of `register_rows`, of people that do.
        lines: the query of `register_lines`.
    """

    records: Mapping[str, Mapping[str, Any]]
    unreadable: Sequence[Unreadable]
    rows: str
    lines: str


def is_plain(path: Path, columns: Mapping[str, str]) -> bool:
    """Return whether the columns of a parquet file have the types of their fields, so that nothing needs reading.

    Args:
        path: the file.
        columns: per field of `SCHEMA`, the file's column.
    """
    types = pq.read_schema(path)
    return all(
        _expression(SCHEMA.field(field).type, column, types.field(column).type) is not None
        for field, column in columns.items()
    )


def _expression(landed: pa.DataType, column: str, kind: pa.DataType) -> str | None:
    """Return a plain column's value as SQL; None when the column is not plain."""
    name = quoted(column)
    if pa.types.is_string(landed):
        if pa.types.is_integer(kind):
            return f"{name}::varchar"
        return (
            f"nullif(trim({name}), '')"
            if pa.types.is_string(kind) or pa.types.is_large_string(kind)
            else None
        )
    if pa.types.is_integer(landed):
        return name
    if pa.types.is_date(landed):
        return name if pa.types.is_date32(kind) else None
    if pa.types.is_floating(landed):
        is_number = pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind)
        return f"{name}::double" if is_number else None
    if pa.types.is_decimal(kind):
        is_narrow = (
            kind.scale <= landed.scale and kind.precision - kind.scale <= landed.precision - landed.scale
        )
        if is_narrow:
            return f"{name}::decimal(18, 4)"
        # What a query engine writes for a sum has 38 digits, of which an amount uses a few.
        own = f"decimal({kind.precision}, {kind.scale})"
        kept = f"try_cast({name} as decimal(18, 4))"
        return (
            f"case when try_cast({kept} as {own}) = {name} then {kept} end" if kind.precision <= 38 else None
        )
    # A spreadsheet keeps binary fractions: 0.1 + 0.2 is stored as 0.30000000000000004.
    if pa.types.is_float64(kind):
        return f"case when abs({name} - try_cast({name} as decimal(18, 4))) < 0.000001 then {name}::decimal(18, 4) end"
    return f"try_cast({name} as decimal(18, 4))" if pa.types.is_integer(kind) else None


def _lines(files: Sequence[LongFile]) -> str:
    """Return the query of all lines, in the columns of `SCHEMA` after `file`, the file's place among `files`."""
    layouts: dict[tuple[Any, ...], list[int]] = {}
    for place, file in enumerate(files):
        types = pq.read_schema(file.path)
        layout = tuple((field, column, types.field(column).type) for field, column in file.columns.items())
        layouts.setdefault(layout, []).append(place)
    parts = []
    for layout, places in layouts.items():
        held = {field: _expression(SCHEMA.field(field).type, column, kind) for field, column, kind in layout}
        source = {field: quoted(column) for field, column, _ in layout}
        values = []
        for item in SCHEMA:
            if item.name in held:
                values.append(f"{held[item.name]} as {item.name}")
            elif item.name == "number":
                values.append("file_row_number + 1 as number")
            elif item.name == "problem":
                fit = [
                    f"({held[name]}) is not null"
                    if name in _REQUIRED
                    else f"(({held[name]}) is null) = ({source[name]} is null)"
                    for name in held
                    if name in _REQUIRED or name in ("amount", *_TOTALS)
                ]
                told = [
                    f"case when {source[name]} is null then '{name}: is empty' "
                    f"when {held[name]} is null then '{name}: is empty, or no amount that can be kept' end"
                    if name in _REQUIRED
                    else f"case when ({held[name]}) is null and {source[name]} is not null "
                    f"then '{name}: is no amount that can be kept' end"
                    for name in held
                    if name in _REQUIRED or name in _TOTALS
                ]
                problem = f"concat_ws('; ', {', '.join(told)})"
                values.append(f"case when not ({' and '.join(fit)}) then {problem} end as problem")
            else:
                values.append(f"null::{_sql_type(item.type)} as {item.name}")
        places_list = ", ".join(str(place) for place in places)
        parts.append(
            f"select [{places_list}][file_index::bigint + 1] as file, {', '.join(values)} "
            f"from {parquet(files[place].path for place in places)}"
        )
    return " union all ".join(parts)


def _sql_type(kind: pa.DataType) -> str:
    """Return the DuckDB name of a type of `SCHEMA`."""
    if pa.types.is_decimal(kind):
        return "decimal(18, 4)"
    return {pa.int64(): "bigint", pa.string(): "varchar", pa.date32(): "date", pa.float64(): "double"}[kind]


def judge(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[LongFile],
    kind_of: Callable[[str, str | None], str | None],
    spool: Path,
    source: str,
) -> Judged:
    """Judge long registers person by person.

    Args:
        connection: any DuckDB connection; nothing but temporary tables is written to it.
        files: the registers, at least one.
        kind_of: per component and what the line says of its type: earning, deduction, signed, ignored, one of
            the totals, or None where nobody knows.
        spool: an empty folder for what is worked out.
        source: name of the source, for an error.

    Raises:
        SourceError: when a file holds several companies or months, a component that nobody knows, or no person.
    """
    lines = _lines(files)
    connection.execute(f"create or replace temp view long_lines as {lines}")
    constants = _constants(connection, files, source)
    _write_kinds(connection, files, kind_of, spool / "kinds.parquet", source)
    files_path, people, kinds = (spool / f"{name}.parquet" for name in ("files", "people", "kinds"))
    pq.write_table(
        pa.table({"file": range(len(files)), "file_hash": [file.digest for file in files]}), files_path
    )
    connection.execute(_people(parquet([kinds])))
    values = ", ".join(f"j.{name}" for name in ("employee_number", *_PER_PERSON, *_TOTALS))
    unreadable = _unreadable(connection, files, constants)
    periods = pa.table(
        {
            "file": range(len(files)),
            **{
                name: pa.array([constant[name] for constant in constants], SCHEMA.field(name).type)
                for name in CONSTANTS
            },
        }
    )
    connection.register("periods", periods)
    copy_to_parquet(
        connection,
        f"""
        select j.file, j.row_number, {values}, j.line_count, {", ".join(f"p.{name}" for name in CONSTANTS)}
        from judged j join periods p using (file)
        where j.reason is null
        """,
        people,
    )
    counts = {
        file: (int(rows), int(components))
        for file, rows, components in connection.execute(
            f"select file, count(*), sum(line_count) from {parquet([people])} group by 1"
        ).fetchall()
    }
    connection.execute("drop table judged")
    connection.unregister("periods")
    records = {
        file.digest: {
            "file_hash": file.digest,
            "file_name": file.name,
            **constants[place],
            "row_count": counts.get(place, (0, 0))[0],
            "line_count": counts.get(place, (0, 0))[1],
        }
        for place, file in enumerate(files)
    }
    return Judged(
        records,
        unreadable,
        f"""
        select f.file_hash, p.* exclude (file, line_count), row_number() over () as {POSITION}
        from {parquet([people])} p join {parquet([files_path])} f using (file)
        """,
        f"""
        select f.file_hash, p.row_number, k.component,
            k.meaning = 'deduction' or (k.meaning = 'signed' and l.amount < 0) as is_deduction,
            case when k.meaning = 'signed' then abs(l.amount) else l.amount end as amount,
            l.number as line_number, l.number as {POSITION}
        from ({lines}) l
        join {parquet([people])} p on l.file = p.file and l.employee_number = p.employee_number
        join {parquet([kinds])} k
            on l.component = k.component and l.component_type is not distinct from k.component_type
        join {parquet([files_path])} f on l.file = f.file
        where k.meaning in ('earning', 'deduction', 'signed')
        """,
    )


def _constants(
    connection: duckdb.DuckDBPyConnection, files: Sequence[LongFile], source: str
) -> list[dict[str, Any]]:
    """Return what each file holds one value of; a file with several is refused."""
    found = connection.execute(
        f"select distinct file, {', '.join(CONSTANTS)} from long_lines where problem is null"
    ).fetchall()
    constants: list[dict[str, Any]] = []
    for place, file in enumerate(files):
        rows = [row[1:] for row in found if row[0] == place]
        if not rows:
            raise SourceError(
                source,
                file.name,
                "not one row of the register can be read",
                "see that this is a payroll register",
            )
        for column, values in zip(CONSTANTS, zip(*rows)):
            if len(set(values)) > 1:
                raise SourceError(
                    source,
                    f"{file.name}, column {file.columns[column]}",
                    f"the register holds {len(set(values))} different values of it",
                    "keep one company and one month in one file",
                )
        constants.append(dict(zip(CONSTANTS, rows[0])))
    return constants


def _write_kinds(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[LongFile],
    kind_of: Callable[[str, str | None], str | None],
    path: Path,
    source: str,
) -> None:
    """Write what each component means; one that nobody knows is refused."""
    pairs = connection.execute(
        """
        select component, component_type, min(file) from long_lines
        where component is not null group by all order by 1, 2
        """
    ).fetchall()
    meanings = [kind_of(component, kind) for component, kind, _ in pairs]
    unknown = sorted({(place, name) for (name, _, place), meaning in zip(pairs, meanings) if meaning is None})
    if unknown:
        names = list(dict.fromkeys(name for _, name in unknown))
        lines = ", ".join(f'"{name}": "earning"' for name in names)
        raise SourceError(
            source,
            f"{files[unknown[0][0]].name}, component {', '.join(names)}",
            "it is not in the component map",
            f"add {lines} (or deduction, signed or ignored) to the components file",
        )
    pq.write_table(
        pa.table(
            {
                "component": pa.array([component for component, *_ in pairs], pa.string()),
                "component_type": pa.array([kind for _, kind, _ in pairs], pa.string()),
                "meaning": pa.array(meanings, pa.string()),
            }
        ),
        path,
    )


def _people(kinds: str) -> str:
    """Return the SQL that makes the table `judged`: a row per person, with the reason why it does not land."""
    totals = "".join(
        f"""
        min(case when k.meaning = '{total}' then l.amount else l.{total} end) as {total},
        max(case when k.meaning = '{total}' then l.amount else l.{total} end) as {total}_too,"""
        for total in _TOTALS
    )
    same = "".join(f"min(l.{name}) as {name}, max(l.{name}) as {name}_too," for name in _PER_PERSON)
    differs = [
        f"case when {name} <> {name}_too then '{name}: the lines of the employee differ in it' end"
        for name in (*_PER_PERSON, *_TOTALS)
    ]
    empty = [f"case when {name} is null then '{name}: is empty' end" for name in _TOTALS]
    return f"""
        create or replace temp table judged as
        with people as (
            select l.file, l.employee_number, min(l.number) as row_number, min(l.problem) as problem,
                {same}{totals}
                count(*) filter (where k.meaning in ('earning', 'deduction', 'signed')) as line_count,
                coalesce(sum(l.amount) filter (where k.meaning = 'earning'
                    or (k.meaning = 'signed' and l.amount > 0)), 0) as earned,
                coalesce(sum(case when k.meaning = 'signed' then -l.amount else l.amount end) filter (
                    where k.meaning = 'deduction' or (k.meaning = 'signed' and l.amount < 0)), 0) as deducted
            from long_lines l left join {kinds} k
                on l.component = k.component and l.component_type is not distinct from k.component_type
            group by l.file, l.employee_number
        )
        select * exclude (problem),
            nullif(concat_ws('; ', problem, {", ".join((*differs, *empty))},
                case when problem is null and round(earned - deducted - net_pay, 2) <> 0
                    then 'net_pay: earnings less deductions differ from it by '
                        || round(earned - deducted - net_pay, 2)::decimal(18, 2)::varchar end,
                case when problem is null and round(earned - gross_pay, 2) <> 0
                    then 'gross_pay: earnings differ from it by '
                        || round(earned - gross_pay, 2)::decimal(18, 2)::varchar end
            ), '') as reason
        from people
    """


def _unreadable(
    connection: duckdb.DuckDBPyConnection, files: Sequence[LongFile], constants: Sequence[Mapping[str, Any]]
) -> list[Unreadable]:
    """Return the people that do not land."""
    names = ("file", "row_number", "employee_number", *_PER_PERSON, *_TOTALS, "reason")
    found = connection.execute(
        f"select {', '.join(names)} from judged where reason is not null order by file, row_number"
    ).fetchall()
    unreadable = []
    for place, *values, reason in found:
        held = dict(zip(names[1:-1], values))
        row = {"file_hash": files[place].digest, **constants[place], **held}
        unreadable.append(
            Unreadable({name: value for name, value in row.items() if value is not None}, reason)
        )
    return unreadable


def spooled(path: Path, lines: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Write lines that were read cell by cell to a parquet file; return its columns per field."""
    pq.write_table(pa.Table.from_pylist(list(lines), SCHEMA), path)
    return {item.name: item.name for item in SCHEMA}


def columnar(query: str, rows: Sequence[Any]) -> Columnar:
    """Return a query of people or lines, with what was read row by row; their keys hold the file's hash."""
    return Columnar(query, rows=rows, has_unique_keys=True)
