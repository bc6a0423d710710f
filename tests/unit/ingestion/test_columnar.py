"""Tables that arrive as columns: judged as rows would be, landed as rows would be."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, ClassVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landings import Parent, Warehouse

from ingestion.columnar import Columnar, from_files, stage
from ingestion.errors import SourceError
from ingestion.history import drop_duplicates
from ingestion.record import Rate, Record
from ingestion.rows import POSITION, Arrival, read_rows
from ingestion.sql import parquet, quoted

DAY = datetime(2026, 4, 1)


class Every(Record):
    table: ClassVar[str] = "every"
    key: ClassVar[tuple[str, ...]] = ("name",)
    name: str
    amount: Decimal | None = None
    rate: Rate | None = None
    whole: int | None = None
    share: float | None = None
    is_set: bool = False
    day: date | None = None
    seen_at: datetime | None = None


NAMES = st.sampled_from(["A", "B", "C", "D", " A", "E\t", "\u00a0F", "G\u2003", "", "Ümit", "न"])
TEXTS = st.sampled_from(["1", "1.5", "-2", "x", "", "true", "2026-03-31", "2026-03-31T10:00:00", "1e3"])
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)
SMALL_DECIMALS = st.decimals(min_value=-9999, max_value=9999, places=2)
FLOATS = st.one_of(
    st.floats(), st.sampled_from([0.1, 0.3, 0.1 + 0.2, 1e11, 123456789012.1234, -0.0]), st.integers(-9, 9)
).map(float)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
SHAPES: dict[str, list[tuple[pa.DataType, st.SearchStrategy[Any]]]] = {
    "name": [(pa.string(), NAMES), (pa.int64(), st.integers(0, 3))],
    "amount": [
        (pa.decimal128(24, 6), DECIMALS),
        (pa.decimal128(8, 2), SMALL_DECIMALS),
        (pa.float64(), FLOATS),
        (pa.float32(), st.floats(width=32)),
        (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
        (pa.string(), TEXTS),
    ],
    "rate": [(pa.decimal128(24, 9), st.decimals(min_value=-(10**11), max_value=10**11, places=9))],
    "whole": [
        (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
        (pa.uint64(), st.integers(0, 2**64 - 1)),
        (pa.float64(), FLOATS),
        (pa.bool_(), st.booleans()),
        (pa.string(), TEXTS),
    ],
    "share": [
        (pa.float64(), FLOATS),
        (pa.float32(), st.floats(width=32)),
        (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
        (pa.decimal128(8, 2), SMALL_DECIMALS),
        (pa.string(), TEXTS),
    ],
    "is_set": [(pa.bool_(), st.booleans()), (pa.int8(), st.integers(0, 2)), (pa.string(), TEXTS)],
    "day": [(pa.date32(), DAYS), (pa.timestamp("us"), TIMES), (pa.string(), TEXTS)],
    "seen_at": [(pa.timestamp("us"), TIMES), (pa.date32(), DAYS), (pa.string(), TEXTS)],
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    count = draw(st.integers(1, 6))
    columns = {}
    for name, shapes in SHAPES.items():
        kind, values = draw(st.sampled_from(shapes))
        cells = draw(st.lists(st.one_of(st.none(), values, values, values), min_size=count, max_size=count))
        columns[name] = pa.array(cells, kind)
    return pa.table(columns)


@dataclass
class Outcome:
    landed: list[tuple[Any, ...]]
    rejected: list[tuple[int, str]]
    kept_keys: list[Any]
    refusal: str


def outcome(connection: duckdb.DuckDBPyConnection, arrival: Arrival) -> Outcome:
    refusal = ""
    try:
        drop_duplicates(connection, "hr", arrival)
    except SourceError as error:
        refusal = str(error)
    fields = ", ".join(quoted(name) for name in Every.model_fields)
    rows_read = arrival.table
    relation = parquet(arrival.staged) if arrival.staged else "rows_read"
    landed = [] if refusal else connection.execute(f"select {fields} from {relation}").fetchall()
    assert arrival.received == len(arrival.rejected) + arrival.readable or refusal, rows_read.num_rows
    return Outcome(
        sorted(landed, key=repr),
        [(item.position, item.reason) for item in arrival.rejected],
        sorted(arrival.kept_keys, key=repr),
        refusal,
    )


@settings(max_examples=150, deadline=None)
@given(sent=tables(), cut=st.integers(0, 6))
def test_columns_are_judged_as_rows_are(sent: pa.Table, cut: int) -> None:
    required = {name for name, info in Every.model_fields.items() if info.is_required()}
    rows = [
        {name: value for name, value in row.items() if value is not None or name in required}
        for row in sent.to_pylist()
    ]
    with closing(duckdb.connect()) as connection, TemporaryDirectory() as name:
        paths = [Path(name) / "a.parquet", Path(name) / "b.parquet"]
        pq.write_table(sent.slice(0, cut), paths[0])
        pq.write_table(sent.slice(cut), paths[1])
        columnar = from_files(paths, {name: quoted(name) for name in Every.model_fields})
        arrival = stage(connection, "hr", Every, columnar, Path(name) / "staged", DAY, "hr-1")
        assert outcome(connection, arrival) == outcome(connection, read_rows(Every, rows))


def columns(folder: Path, table: pa.Table) -> Columnar:
    path = folder / "sent.parquet"
    pq.write_table(table, path)
    return from_files([path], {name: quoted(name) for name in table.column_names})


def parents(names: list[str | None], amounts: list[str | None] | None = None) -> pa.Table:
    cells = [amount and Decimal(amount) for amount in amounts or ["1.00"] * len(names)]
    return pa.table({"name": pa.array(names, pa.string()), "amount": pa.array(cells, pa.decimal128(18, 4))})


HISTORY = "select name, amount, known_from::date::varchar, is_deleted from raw_hr.parents order by 1, 3"


def test_columns_land_with_history_and_tombstones(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.load(1, {Parent: lambda: columns(tmp_path, parents(["A", "B", "C", "F"]))})
    assert warehouse.loads(1, "parents") == (4, 4, 0, 0, 0)
    # Day 2: A as it was, B changed, C gone, D new, an unreadable F is kept.
    later = parents(["A", "B", "D", "F"], ["1.00", "2.00", "1.00", "1.00"])
    later = later.append_column("seen_at", pa.array([None, None, None, "later"]))
    warehouse.load(2, {Parent: lambda: columns(tmp_path, later)})
    one, two = Decimal("1.0000"), Decimal("2.0000")
    assert warehouse.rows(HISTORY) == [
        ("A", one, "2026-04-01", False),
        ("B", one, "2026-04-01", False),
        ("B", two, "2026-04-02", False),
        ("C", one, "2026-04-01", False),
        ("C", one, "2026-04-02", True),
        ("D", one, "2026-04-02", False),
        ("F", one, "2026-04-01", False),
    ]
    assert warehouse.loads(2, "parents") == (4, 2, 1, 1, 1)
    # The same table row by row is known as it is: both ways land and compare alike.
    warehouse.load(
        3,
        {
            Parent: lambda: [
                {"name": n, "amount": a} for n, a in (("A", one), ("B", two), ("D", 1), ("F", "1"))
            ]
        },
    )
    assert warehouse.loads(3, "parents") == (4, 0, 4, 0, 0)


def test_nothing_stays_in_the_working_folder(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.load(1, {Parent: lambda: columns(tmp_path, parents(["A", "B"]))})
    left = [path.name for path in (tmp_path / "dlt").rglob("*.parquet")]
    assert left == []


def test_an_empty_table_of_columns_is_made_with_its_types(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.load(1, {Parent: lambda: columns(tmp_path, parents([]))})
    assert warehouse.rows("select count(*) from raw_hr.parents") == [(0,)]
    warehouse.load(2, {Parent: lambda: columns(tmp_path, parents(["A"]))})
    warehouse.load(3, {Parent: lambda: Columnar()})
    assert warehouse.loads(3, "parents") == (0, 0, 0, 1, 0)


def test_batches_and_rows_arrive_with_columns(warehouse: Warehouse) -> None:
    def numbered(first: int, names: list[str | None]) -> pa.Table:
        numbers = pa.array(range(first, first + len(names)), pa.int64())
        return parents(names).append_column(POSITION, numbers)

    def batches() -> Iterator[pa.Table]:
        yield numbered(1, ["B", None])
        yield numbered(3, [" C "])

    warehouse.load(1, {Parent: lambda: Columnar(batches=batches(), rows=[{"name": "A"}, {"amount": "1"}])})
    assert warehouse.rows("select name from raw_hr.parents order by 1") == [("A",), ("B",), ("C",)]
    assert [line["position"] for line in warehouse.quarantined(1, "parents")] == [2, 4]


def test_a_field_with_a_default_takes_it_where_there_is_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    class Flag(Record):
        table: ClassVar[str] = "flags"
        key: ClassVar[tuple[str, ...]] = ("name",)
        name: str
        is_set: bool = True
        note: str = "none"

    sent = pa.table({"name": ["A", "B"], "is_set": [None, False]})
    warehouse.load(1, {Flag: lambda: columns(tmp_path, sent)})
    assert warehouse.rows("select name, is_set, note from raw_hr.flags order by 1") == [
        ("A", True, "none"),
        ("B", False, "none"),
    ]


def test_repeated_columns_land_once_and_conflicts_stop_the_load(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.load(1, {Parent: lambda: columns(tmp_path, parents(["A", "B", "A", " A"]))})
    assert warehouse.loads(1, "parents") == (4, 2, 0, 0, 2)
    assert [(line["position"], line["reason"]) for line in warehouse.quarantined(1, "parents")] == [
        (3, "name: the same row as number 1"),
        (4, "name: the same row as number 1"),
    ]
    sent = parents(["Anna", "A", "Anna"], ["1", "1", "2"])
    text = warehouse.refused(2, {Parent: lambda: columns(tmp_path, sent)})
    assert text.startswith("hr, parents.name: 2 rows share a key but differ, first rows 1 and 3;")
    assert "Anna" not in text
    assert [line["position"] for line in warehouse.quarantined(2, "parents")] == [1, 3]
    assert warehouse.rows("select count(*) from raw_hr.parents") == [(2,)]


def test_a_row_that_is_taken_once_is_looked_for_and_never_compared(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    class Once(Parent):
        deletes: ClassVar[bool] = False
        is_taken_once: ClassVar[bool] = True

    warehouse.load(1, {Once: lambda: columns(tmp_path, parents(["A", "B"]))})
    warehouse.load(2, {Once: lambda: columns(tmp_path, parents(["B", "C"], ["9", "1"]))})
    assert warehouse.loads(2, "parents") == (2, 1, 1, 0, 0)
    assert warehouse.rows("select name, amount from raw_hr.parents order by 1") == [
        (name, Decimal("1.0000")) for name in "ABC"
    ]
    text = warehouse.refused(3, {Once: lambda: columns(tmp_path, parents(["D", "D"], ["1", "2"]))})
    assert "2 rows share a key but differ" in text


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (pa.array([datetime(2026, 4, 1), 1], pa.timestamp("ns")), "seen_at: is out of the range of dates"),
        (pa.array([DAY.replace(tzinfo=UTC), None], pa.timestamp("us", "Asia/Kolkata")), ""),
        (
            pa.array([0, 2**62], pa.timestamp("s")).cast(pa.int64()).cast(pa.timestamp("us")),
            "seen_at: is out",
        ),
    ],
)
def test_times_of_other_kinds(warehouse: Warehouse, tmp_path: Path, column: pa.Array, reason: str) -> None:
    sent = parents(["A", "B"]).append_column("seen_at", column)
    warehouse.load(1, {Parent: lambda: columns(tmp_path, sent)})
    reasons = [line["reason"] for line in warehouse.quarantined(1, "parents")]
    assert len(reasons) == (1 if reason else 0)
    assert all(text.startswith(reason) for text in reasons)


def test_a_file_that_is_no_parquet_is_one_sentence(warehouse: Warehouse, tmp_path: Path) -> None:
    path = tmp_path / "sent.parquet"
    path.write_bytes(b"PAR1 no parquet PAR1")
    query = f"select 'A' as name, 1 as {POSITION} from read_parquet('{path}')"
    text = warehouse.refused(1, {Parent: lambda: Columnar(query)})
    assert text.startswith("hr, parents: the columns cannot be read (")


class Marked(Record):
    table: ClassVar[str] = "marked"
    key: ClassVar[tuple[str, ...]] = ("name",)
    name: Annotated[str, st]  # A mark that nobody knows: rows with it are read one by one.


def test_an_unknown_mark_is_left_to_the_record_class(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.load(1, {Marked: lambda: columns(tmp_path, pa.table({"name": ["A", None]}))})
    assert warehouse.loads(1, "marked") == (2, 1, 0, 0, 1)
