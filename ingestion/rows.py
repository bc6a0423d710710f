"""From rows as sent to one arrow table: through the record class, and nothing lost.

Belongs here: reading rows through a record class, their arrow types. Does not belong here: tables that arrive
as columns (`columnar.py`), the destination, history (`history.py`), the form of the quarantine file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, cast, get_args, get_origin

import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from ingestion.quarantine import Rejected, Unreadable
from ingestion.record import Record, Scale

BATCH_ROWS = 20_000
MONEY_PLACES = 4
DECIMAL_DIGITS = 18
POSITION = "__position"

_ARROW_TYPES: Mapping[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
}
_UNFIT = (pa.ArrowException, OverflowError, ValueError)
"""What arrow and pydantic raise for a value that they cannot hold; UnicodeError is a ValueError."""
_FITS = {
    pa.string(): "text in Unicode",
    pa.int64(): "a whole number of 64 bits",
    pa.float64(): "a number",
    pa.timestamp("us"): "a date and time",
}


@dataclass
class Arrival:
    """Everything one load received for one table.

    Attributes:
        record: the record class.
        table: readable rows in record fields, and their position in `POSITION`; of a table that arrived as
            columns they are in `staged` instead.
        received: rows received, readable or not.
        rejected: rows that do not land, in the order sent.
        kept_keys: keys of rejected rows; a version that landed earlier stays, it was not deleted.
        has_unknown_key: whether the key of a rejected row could not be read; no deletion can be told then.
        absent_reason: why the source cannot deliver the table, else None.
        is_full: whether the whole table arrived, so that a key that is missing was deleted.
        scope_field: of a part of a table, the field whose values in `scope` arrived completely.
        scope: those values.
        staged: parquet files with the readable rows in the landed columns, none of them twice.
        staged_count: their number.
        conflicts: positions of rows in it that share a key but differ.
    """

    record: type[Record]
    table: pa.Table
    received: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    kept_keys: list[tuple[Any, ...]] = field(default_factory=list)
    has_unknown_key: bool = False
    absent_reason: str | None = None
    is_full: bool = True
    scope_field: str = ""
    scope: frozenset[str] = frozenset()
    staged: tuple[Path, ...] = ()
    staged_count: int = 0
    conflicts: tuple[int, ...] = ()

    @property
    def readable(self) -> int:
        """Number of rows that can be read and do not repeat another."""
        return self.staged_count if self.staged else self.table.num_rows


def record_schema(record: type[Record]) -> pa.Schema:
    """Return the arrow schema of a record class: its fields, in order, all nullable.

    Raises:
        TypeError: when a field's type is none of those that `Record` allows.
    """
    return pa.schema(
        [
            pa.field(name, _arrow_type(info.annotation, info.metadata))
            for name, info in record.model_fields.items()
        ]
    )


def read_rows(record: type[Record], rows: Iterable[Mapping[str, Any] | Unreadable]) -> Arrival:
    """Read every row of a table through its record class.

    Args:
        record: the record class; fields it does not name are dropped.
        rows: the rows as sent, or `Unreadable` where the reader could not make a row.

    Returns:
        The arrival, before duplicates are looked for.
    """
    reader = RowReader(record)
    tables = [reader.read(batch) for batch in _batches(rows)]
    reader.arrival.table = pa.concat_tables(tables) if tables else reader.empty_table()
    reader.arrival.rejected.sort(key=lambda item: item.position)
    return reader.arrival


class RowReader:
    """Reads batches of one table and adds what it rejects to the arrival."""

    def __init__(self, record: type[Record]) -> None:
        """Prepare reading rows of a record class."""
        self.record = record
        self.schema = schema = record_schema(record)
        self.arrival = Arrival(record, schema.empty_table())
        self.list_adapter = TypeAdapter(list[record])  # type: ignore[valid-type]
        self.key_adapters = {
            name: TypeAdapter[Any](cast(Any, record.model_fields[name].annotation)) for name in record.key
        }

    def empty_table(self) -> pa.Table:
        """Return what `read` returns for no rows."""
        return self.schema.append(pa.field(POSITION, pa.int64())).empty_table()

    def read(
        self, batch: Sequence[Mapping[str, Any] | Unreadable], places: Sequence[int] | None = None
    ) -> pa.Table:
        """Return the readable rows of a batch with their position; note the others.

        Args:
            batch: the rows.
            places: their positions; by default those after the rows received so far.
        """
        first = self.arrival.received + 1
        self.arrival.received += len(batch)
        positions: list[int] = []
        rows: list[Mapping[str, Any]] = []
        for position, row in zip(places or range(first, first + len(batch)), batch):
            if isinstance(row, Unreadable):
                self.reject(position, row.row, row.reason)
            else:
                positions.append(position)
                rows.append(row)
        models, problems = self.models(rows)
        for index, reason in problems.items():
            self.reject(positions[index], rows[index], reason)
        if problems:
            rows = [row for index, row in enumerate(rows) if index not in problems]
            positions = [position for index, position in enumerate(positions) if index not in problems]
        columns, unfit = self.columns(models)
        if unfit:
            for index, reason in unfit.items():
                self.reject(positions[index], rows[index], reason)
            models = [model for index, model in enumerate(models) if index not in unfit]
            positions = [position for index, position in enumerate(positions) if index not in unfit]
            columns, _ = self.columns(models)
        table = pa.Table.from_arrays(columns, schema=self.schema)
        return table.append_column(POSITION, pa.array(positions, pa.int64()))

    def models(self, rows: list[Mapping[str, Any]]) -> tuple[list[Record], dict[int, str]]:
        """Return the readable rows and, per index of a row that the record class refuses, the reason."""
        try:
            return self.list_adapter.validate_python(rows), {}
        except ValidationError as error:
            reasons: dict[int, list[str]] = {}
            for item in error.errors(include_input=False, include_url=False, include_context=False):
                index, *path = item["loc"]
                name = ".".join(str(part) for part in path) or "row"
                reasons.setdefault(int(index), []).append(f"{name}: {item['msg']}")
        readable = [row for index, row in enumerate(rows) if index not in reasons]
        return self.list_adapter.validate_python(readable), {
            i: "; ".join(parts) for i, parts in reasons.items()
        }

    def columns(self, models: Sequence[Record]) -> tuple[list[pa.Array], dict[int, str]]:
        """Return the arrow columns and, per index of a row whose value arrow cannot hold, the reason."""
        values = list(zip(*(model.__dict__.values() for model in models))) or [()] * len(self.schema)
        columns: list[pa.Array] = []
        unfit: dict[int, str] = {}
        for item, column in zip(self.schema, values):
            try:
                columns.append(pa.array(column, item.type))
            except _UNFIT:
                unfit.update(_unfit(item, column))
        return columns, unfit

    def reject(self, position: int, row: Any, reason: str) -> None:
        """Note a row that does not land, cut to the fields of the record class, and its key if readable."""
        kept = (
            {name: row[name] for name in self.record.model_fields if name in row}
            if isinstance(row, Mapping)
            else {}
        )
        self.arrival.rejected.append(Rejected(position, reason, kept))
        try:
            key = tuple(self.key_value(name, kept[name]) for name in self.record.key)
        except (KeyError, *_UNFIT):
            self.arrival.has_unknown_key = True
        else:
            self.arrival.kept_keys.append(key)

    def key_value(self, name: str, value: Any) -> Any:
        """Return a key field's value as it would land."""
        read = self.key_adapters[name].validate_python(value)
        landed = pa.array([read.strip() if isinstance(read, str) else read], self.schema.field(name).type)
        return landed.to_pylist()[0]


def _arrow_type(annotation: Any, metadata: Sequence[Any] = ()) -> pa.DataType:
    """Return the arrow type of a field's annotation."""
    places = next((item.places for item in metadata if isinstance(item, Scale)), MONEY_PLACES)
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return _arrow_type(inner, marks)
    if annotation is Decimal:
        return pa.decimal128(DECIMAL_DIGITS, places)
    if annotation in _ARROW_TYPES:
        return _ARROW_TYPES[annotation]
    inner_types = [part for part in get_args(annotation) if part is not type(None)]
    if len(inner_types) == 1:
        return _arrow_type(inner_types[0], metadata)
    raise TypeError(f"no landed type for {annotation}")


def _unfit(item: pa.Field, column: Sequence[Any]) -> dict[int, str]:
    """Return, per index of a value that the arrow type cannot hold, field and problem without the value."""
    problem = _FITS.get(item.type)
    if problem is None:
        problem = f"a number of {item.type.precision} digits with at most {item.type.scale} decimal places"
    found: dict[int, str] = {}
    for index, value in enumerate(column):
        try:
            pa.array([value], item.type)
        except _UNFIT:
            found[index] = f"{item.name}: is not {problem}"
    return found


def _batches(
    rows: Iterable[Mapping[str, Any] | Unreadable],
) -> Iterator[list[Mapping[str, Any] | Unreadable]]:
    """Cut rows into lists of at most `BATCH_ROWS`."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch
