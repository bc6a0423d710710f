"""Tables that arrive as columns: parquet files and arrow batches, judged in DuckDB set by set.

Belongs here: what a reader returns for such a table, and its way to the staged files that dlt imports.
Does not belong here: the reading of rows (`rows.py`), the comparison with what landed (`history.py`).

A row whose values plainly fit the record class goes from parquet to parquet without being seen by Python. Every
other row (an empty required field, an amount with too many places, a text where a number belongs, blanks around
a name) is read by the same `RowReader` as rows that arrive one by one. So the two ways cannot judge differently:
the plain way only takes what the other one would have taken as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate, islice
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic.fields import FieldInfo

from ingestion.contract.fields import Choice
from ingestion.errors import SourceError
from ingestion.history import copy_to_parquet, find_duplicates, stamp
from ingestion.quarantine import Rejected, Unreadable
from ingestion.record import Record, Scale
from ingestion.rows import BATCH_ROWS, DECIMAL_DIGITS, POSITION, Arrival, RowReader, record_schema
from ingestion.sql import literal, parquet, quoted

_REASON = "__reason"
_EXACT_DIGITS = 15
"""Decimal digits of which a binary fraction keeps every one."""
_EXACT_WHOLE = 2**53
_HASHES = 50_000_000
"""How many 64-bit numbers are sorted at once."""
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_BLANK = r"[\t-\r\x1c-\x1f \x{85}\p{Z}]"
_PRECISIONS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")


@dataclass(frozen=True)
class Columnar:
    """A table whose rows arrive as columns; a null is a value that the row does not have.

    Attributes:
        query: a query of DuckDB that names each column after a field of the record class (columns with other
            names are dropped) and numbers the rows in `POSITION`, from 1.
        batches: instead of a query, arrow tables or record batches with the same columns; they are written to
            a parquet file first, so that they never stand in memory together.
        rows: further rows, read one by one; their positions come before those of the query.
        has_unique_keys: whether the reader vouches that no key comes twice, so that nobody looks.
        read: reads a row whose values do not plainly fit, before the record class does.
    """

    query: str = ""
    batches: Iterable[pa.Table | pa.RecordBatch] = ()
    rows: Iterable[Mapping[str, Any] | Unreadable] = ()
    has_unique_keys: bool = False
    read: Callable[[Mapping[str, Any]], Mapping[str, Any] | Unreadable] | None = None


def from_files(paths: Sequence[Path], fields: Mapping[str, str]) -> Columnar:
    """Return parquet files as one table.

    Args:
        paths: the files, in the order in which their rows are numbered.
        fields: per field of the record class, an expression of DuckDB over the columns of the files, such as
            `quoted("Employee No")` for the column of that name.
    """
    columns = ", ".join(f"{expression} as {quoted(name)}" for name, expression in fields.items())
    before = accumulate((pq.read_metadata(path).num_rows for path in paths), initial=1)
    offsets = ", ".join(str(rows) for rows in before)
    return Columnar(
        f"select {columns}, file_row_number + [{offsets}][file_index::bigint + 1] as {POSITION} from {parquet(paths)}"
    )


def stage(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    record: type[Record],
    columnar: Columnar,
    folder: Path,
    load_time: datetime,
    load_id: str,
) -> Arrival:
    """Judge every row of a table and write those that can land to parquet files, in the landed columns.

    Args:
        connection: any DuckDB connection; nothing but temporary views is written to it.
        source: name of the source.
        record: the record class.
        columnar: the table.
        folder: an empty folder for the files, on the disk that dlt's working files are on.
        load_time: knowledge time of the load, naive UTC.
        load_id: identifier of the load.

    Returns:
        The arrival; rows that repeat another are rejected, rows in conflict are named in `conflicts`.

    Raises:
        SourceError: when the columns cannot be read.
    """
    folder.mkdir(parents=True)
    try:
        return _Stage(connection, record, columnar, folder).run(stamp(load_time, load_id))
    except duckdb.Error as error:
        raise SourceError(
            source,
            record.table,
            f"the columns cannot be read ({type(error).__name__})",
            "see that every file is whole, and that each column holds what its field says",
        ) from error


class _Stage:
    """The staging of one table."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, record: type[Record], columnar: Columnar, folder: Path
    ) -> None:
        self.connection = connection
        self.record = record
        self.columnar = columnar
        self.folder = folder
        self.reader = RowReader(record)
        self.counts: dict[str, int] = {}
        self.names = list(record.model_fields)

    def run(self, stamp: str) -> Arrival:
        """Stage the table.

        Args:
            stamp: the columns of the landing, as SQL.
        """
        slow = self.folder / "slow.parquet"
        arrival = self.reader.arrival
        with pq.ParquetWriter(slow, self.reader.empty_table().schema) as writer:
            rows = iter(self.columnar.rows)
            while batch := list(islice(rows, BATCH_ROWS)):
                writer.write_table(self.reader.read(batch))
            plain, certain = self.lanes(arrival.received)
            plain = f"{plain} where {certain}"
            self.copy("plain", plain, stamp)
            sent = self.number("from sent")
            if self.counts["plain"] < sent:
                for table in self.read_doubtful(certain):
                    writer.write_table(table)
        arrival.received = len(arrival.rejected) + pq.read_metadata(slow).num_rows + self.counts["plain"]
        read = f"select * from {parquet([slow])}"
        self.copy("read", read, stamp)
        dropped = (
            [] if self.columnar.has_unique_keys else self.duplicates(f"{plain} union all by name {read}")
        )
        if dropped:
            self.connection.register("dropped", pa.table({POSITION: pa.array(dropped, pa.int64())}))
            for name, query in (("plain", plain), ("read", read)):
                self.copy(name, f"select * from ({query}) where {POSITION} not in (from dropped)", stamp)
            self.connection.unregister("dropped")
        slow.unlink()
        arrival.staged = tuple(self.path(name) for name, count in self.counts.items() if count)
        arrival.staged = arrival.staged or (self.path("plain"),)
        arrival.staged_count = sum(self.counts.values())
        arrival.rejected.sort(key=lambda item: item.position)
        return arrival

    def path(self, name: str) -> Path:
        """Return the staged file of that name."""
        return self.folder / f"{name}.parquet"

    def copy(self, name: str, query: str, stamp: str) -> None:
        """Write readable rows to a staged file and note their number."""
        columns = ", ".join(quoted(name) for name in self.names)
        self.counts[name] = copy_to_parquet(
            self.connection, f"select {columns}, {stamp} from ({query})", self.path(name)
        )

    def number(self, query: str) -> int:
        """Return the number of rows of a query that begins with its `from`."""
        row = self.connection.execute(f"select count(*) {query}").fetchone()
        return int(row[0]) if row else 0

    def lanes(self, before: int) -> tuple[str, str]:
        """Return the query of the rows in landed types, and the condition under which that is certainly right.

        Args:
            before: number of rows that were numbered already.
        """
        query = self.columnar.query or self.spooled()
        shifted = f"select * replace ({POSITION} + {before} as {POSITION}) from ({query})"
        self.connection.execute(f"create or replace temp view sent as {shifted}")
        described = self.connection.execute("describe sent").fetchall()
        self.types: dict[str, str] = {name: kind for name, kind, *_ in described}
        schema = record_schema(self.record)
        is_plain = not _has_validators(self.record)
        values, tests = [], [] if is_plain else ["false"]
        for name, info in self.record.model_fields.items():
            landed = _duckdb_type(schema.field(name).type)
            value, test = _lane(name, info, self.types.get(name), landed)
            values.append(f"cast({value} as {landed}) as {quoted(name)}")
            if test != "true":
                tests.append(f"({test})")
            if self.columnar.read is not None and self.types.get(name) == "VARCHAR":
                # To who reads cells an empty text is no value, whatever the record class would make of it.
                tests.append(f"({quoted(name)} is null or {quoted(name)} <> '')")
        return f"select {', '.join(values)}, {POSITION} from sent", " and ".join(tests) or "true"

    def spooled(self) -> str:
        """Write the batches to files, a new one where the types change, and return the query of them."""
        paths: list[Path] = []
        writer: pq.ParquetWriter | None = None
        for batch in self.columnar.batches:
            table = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
            if writer is None or writer.schema != table.schema:
                if writer is not None:
                    writer.close()
                paths.append(self.folder / f"batches-{len(paths)}.parquet")
                writer = pq.ParquetWriter(paths[-1], table.schema)
            writer.write_table(table)
        if writer is None:
            return f"select 1 as {POSITION} where false"
        writer.close()
        return f"from {parquet(paths)}"

    def read_doubtful(self, certain: str) -> Iterator[pa.Table]:
        """Yield the readable rows among those that are not certain, read one by one."""
        known = [name for name in self.names if name in self.types]
        unfit = ", ".join(
            f"case when not ({test}) then '{name}: is out of the range of dates and times' end"
            for name in known
            if (test := _python_holds(name, self.types[name]))
        )
        held = ", ".join(
            f"case when {test} then {quoted(name)} end as {quoted(name)}"
            if (test := _python_holds(name, self.types[name]))
            else quoted(name)
            for name in known
        )
        reason = f"concat_ws('; ', {unfit})" if unfit else "''"
        found = self.connection.execute(
            f"select {held}{', ' if held else ''}{POSITION}, {reason} as {_REASON} from sent "
            f"where ({certain}) is not true order by {POSITION}"
        ).to_arrow_reader(BATCH_ROWS)
        required = {name for name, info in self.record.model_fields.items() if info.is_required()}
        for batch in found:
            places: list[int] = []
            rows: list[Mapping[str, Any] | Unreadable] = []
            for row in batch.to_pylist():
                places.append(row.pop(POSITION))
                problem = row.pop(_REASON)
                row = {name: value for name, value in row.items() if value is not None or name in required}
                if problem:
                    rows.append(Unreadable(row, problem))
                else:
                    rows.append(self.columnar.read(row) if self.columnar.read else row)
            yield self.reader.read(rows, places)

    def may_repeat(self, keys: str) -> bool:
        """Return whether two staged rows have keys of one hash: equal ones, or once in a long while others."""
        staged = parquet(self.path(name) for name in self.counts)
        parts = 1 + sum(self.counts.values()) // _HASHES
        for part in range(parts):
            hashes = self.connection.execute(
                f"select key from (select hash({keys}) as key from {staged}) where key % {parts} = {part}"
            ).fetchnumpy()["key"]
            # Sorting 20 million numbers takes a quarter of a second, a hash table of them twenty times that.
            hashes = np.sort(np.asarray(hashes))
            if (hashes[1:] == hashes[:-1]).any():
                return True
        return False

    def duplicates(self, query: str) -> list[int]:
        """Return the positions of rows that repeat another; they are rejected."""
        arrival = self.reader.arrival
        keys = ", ".join(quoted(name) for name in self.record.key)
        if not self.may_repeat(keys):
            return []
        self.connection.execute(f"create or replace temp view readable as {query}")
        drop, conflicts = find_duplicates(self.connection, self.record, "readable")
        if not drop:
            return []
        names = ", ".join(quoted(name) for name in self.names)
        self.connection.register("wanted", pa.table({POSITION: pa.array(list(drop), pa.int64())}))
        rows = self.connection.execute(
            f"select {names}, {POSITION} from readable where {POSITION} in (from wanted)"
        ).to_arrow_table()
        self.connection.unregister("wanted")
        for row in rows.to_pylist():
            position = row.pop(POSITION)
            reason = (
                "different rows with the same key"
                if conflicts
                else f"the same row as number {drop[position]}"
            )
            arrival.rejected.append(Rejected(position, f"{', '.join(self.record.key)}: {reason}", row))
        arrival.conflicts = tuple(conflicts)
        return list(drop)


def _lane(name: str, info: FieldInfo, kind: str | None, landed: str) -> tuple[str, str]:
    """Return a field's value as SQL, and as SQL whether a row may take it without being read."""
    column = quoted(name)
    base, is_nullable, marks = _unwrapped(info.annotation, info.metadata)
    default = None if info.is_required() else info.default
    if kind is None:
        return _constant(default), "false" if info.is_required() else "true"
    test = _plain_test(column, base, kind, landed, marks)
    if test == "false":
        is_optional = is_nullable or default is not None
        return _constant(default), f"{column} is null" if is_optional else "false"
    value = f"make_timestamp(epoch_us({column}))" if kind == "TIMESTAMP WITH TIME ZONE" else column
    if default is not None:
        return f"coalesce({value}, {_constant(default)})", _or_null(column, test)
    if is_nullable:
        return value, _or_null(column, test)
    return value, f"{column} is not null" if test == "true" else f"coalesce({test}, false)"


def _or_null(column: str, test: str) -> str:
    """Return a test that a null passes."""
    return test if test == "true" else f"({column} is null or {test})"


def _plain_test(column: str, base: Any, kind: str, landed: str, marks: Sequence[Any]) -> str:
    """Return, as SQL, whether a value that is not null lands as it is: "true", "false" or a condition."""
    choices = next((mark.values for mark in marks if isinstance(mark, Choice)), None)
    if any(not isinstance(mark, Scale | Choice) for mark in marks):
        return "false"
    if choices is not None:
        within = ", ".join(literal(value) for value in choices)
        return f"{column} in ({within})" if base is str and kind == "VARCHAR" else "false"
    if base is str and kind == "VARCHAR":
        # Nearly every text begins and ends with a sign of ASCII; the pattern costs five times as much as looking.
        is_ascii = f"{column}[1] between '!' and '~' and {column}[-1] between '!' and '~'"
        return f"case when {is_ascii} then true else not regexp_matches({column}, '^{_BLANK}|{_BLANK}$') end"
    if (base is int and kind in _INTEGERS) or (base is bool and kind == "BOOLEAN"):
        return "true"
    if base is float:
        if kind in ("DOUBLE", "FLOAT"):
            return f"isfinite({column})"
        return f"{column} between -{_EXACT_WHOLE} and {_EXACT_WHOLE}" if kind in _INTEGERS else "false"
    if base is Decimal:
        return _decimal_test(column, kind, landed)
    if (base is date and kind == "DATE") or (base is datetime and kind in _PRECISIONS):
        return _python_holds(column, kind, is_quoted=True) or "false"
    return "false"


def _decimal_test(column: str, kind: str, landed: str) -> str:
    """Return, as SQL, whether a number lands as a decimal without being rounded."""
    digits, places = DECIMAL_DIGITS, int(landed.rstrip(")").split(",")[1])
    if kind.startswith("DECIMAL("):
        have, have_places = (int(part) for part in kind[8:-1].split(","))
        if have_places <= places and have - have_places <= digits - places:
            return "true"
        # Compared in its own type: in one that holds both, a number of 38 digits could not be written.
        return f"try_cast(try_cast({column} as {landed}) as {kind}) = {column}"
    if kind in _INTEGERS:
        return f"{column} between -{10 ** (digits - places) - 1} and {10 ** (digits - places) - 1}"
    if kind == "DOUBLE":
        # Below that bound the shortest decimal of a binary fraction is its only one with so few digits.
        return (
            f"abs({column}) < {10 ** max(_EXACT_DIGITS - places, 0)} "
            f"and cast(try_cast({column} as {landed}) as double) = {column}"
        )
    return "false"


def _python_holds(name: str, kind: str, *, is_quoted: bool = False) -> str | None:
    """Return, as SQL, whether Python can hold a date or time; None for other types."""
    column = name if is_quoted else quoted(name)
    if kind == "DATE":
        return f"{column} between date '0001-01-01' and date '9999-12-31'"
    if kind not in _PRECISIONS:
        return None
    within = f"{column} between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999'"
    if kind == "TIMESTAMP_NS":
        return f"epoch_ns({column}) % 1000 = 0"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"epoch_us({column}) between {_FIRST_MICROSECOND} and {_LAST_MICROSECOND}"
    return within


_FIRST_MICROSECOND = -62135596800000000
_LAST_MICROSECOND = 253402300799999999


def _unwrapped(annotation: Any, metadata: Sequence[Any]) -> tuple[Any, bool, list[Any]]:
    """Return the type of a field, whether it may be None, and what pydantic is told beside the type."""
    marks = list(metadata)
    is_nullable = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks += more
            continue
        inner = [part for part in get_args(annotation) if part is not type(None)]
        if not inner:
            return annotation, is_nullable, marks
        is_nullable = is_nullable or len(inner) < len(get_args(annotation))
        if len(inner) > 1:
            return None, is_nullable, marks
        annotation = inner[0]


def _has_validators(record: type[Record]) -> bool:
    """Return whether a record class judges values by functions of its own."""
    told = record.__pydantic_decorators__
    return bool(told.validators or told.field_validators or told.root_validators or told.model_validators)


def _duckdb_type(kind: pa.DataType) -> str:
    """Return the DuckDB name of a landed type."""
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    return {
        pa.string(): "varchar",
        pa.int64(): "bigint",
        pa.float64(): "double",
        pa.bool_(): "boolean",
        pa.date32(): "date",
        pa.timestamp("us"): "timestamp",
    }[kind]


def _constant(value: Any) -> str:
    """Return a default of a record class as SQL."""
    return "null" if value is None else literal(str(value))
