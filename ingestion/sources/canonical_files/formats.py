"""The four formats of canonical files, each as a header and numbered rows.

Belongs here: which row is the header, which sheet is meant, json lines and parquet as rows of cells.
Does not belong here: what a column means, what happens to a row that cannot be read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.cells import Cell, Row, Unread, clean, column_letters, header_text, numbered
from ingestion.errors import SourceError
from ingestion.sheets import Form, open_file

ENDINGS = (".csv", ".xlsx", ".parquet", ".jsonl")
_OUT_OF_RANGE = Unread("is a date or time that cannot be held, or no text in Unicode")
_NO_VALUE = Unread("is a list or an object, not one value")
_TWICE = Unread("stands there twice")
_NO_OBJECT = Unread("cannot be told, because the line is no JSON object")
_NO_NUMBER = Unread("is not a number")


@dataclass(frozen=True)
class FileRows:
    """A file as header and rows.

    Attributes:
        header: the cells of the header, as they stand; None for a column without one.
        rows: the rows below that are not blank, with the number that a person finds them by.
        separator: what separates the cells of a csv file; "" in other formats.
    """

    header: Sequence[Cell]
    rows: list[tuple[int, Row]]
    separator: str = ""


def read_file(
    source: str, path: Path, form: Form, table: str, sheet: str | None, header: int | None
) -> FileRows:
    """Read one file whole.

    Args:
        source: name of the source, for the error.
        path: the file; its ending tells the format.
        form: what is declared about how it is written.
        table: the table that it holds; a sheet of that name is the one that is meant.
        sheet: the sheet that is declared, if any.
        header: number of the header's row; None: the first that is neither blank nor a comment.

    Raises:
        SourceError: when the file as a whole cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(
            source,
            path.name,
            "the file cannot be read",
            "see that this user may read it and that it is a file",
        ) from error
    ending = path.suffix.lower()
    if ending in (".csv", ".xlsx"):
        opened = open_file(source, path.name, content, form)
        rows = _sheet(source, path.name, opened.sheets, table, sheet)
        return _below_header(source, path.name, rows, form, header, opened.separator)
    if not content:
        raise SourceError(source, path.name, "the file is empty", "put the whole file in its place")
    return (
        _json_lines(source, path.name, content)
        if ending == ".jsonl"
        else _parquet(source, path.name, content)
    )


def _sheet(
    source: str, file_name: str, sheets: Mapping[str, Sequence[Row]], table: str, declared: str | None
) -> Sequence[Row]:
    """Return the rows of the sheet that is meant; another that holds rows makes it doubtful."""
    if declared is not None and sheets.keys() != {""}:
        if declared not in sheets:
            raise SourceError(
                source, file_name, f"there is no visible sheet {declared}", "correct `sheet:` in mapping.yml"
            )
        return sheets[declared]
    filled = [name for name, rows in sheets.items() if rows]
    named = [name for name in filled if header_text(name).replace(" ", "_") == table]
    if len(filled) > 1 and len(named) != 1:
        raise SourceError(
            source,
            file_name,
            f"{len(filled)} sheets hold something",
            f"name the one that is meant {table}, or leave only one",
        )
    return sheets[(named or filled)[0]] if filled else ()


def _below_header(
    source: str, file_name: str, rows: Sequence[Row], form: Form, declared: int | None, separator: str
) -> FileRows:
    """Return the header and what stands below it."""
    for number, row in numbered(rows):
        is_comment = form.has_comments and isinstance(row[0], str) and row[0].startswith("#")
        if (number < declared) if declared else is_comment:
            continue
        body = [(at, below) for at, below in numbered(rows) if at > number]
        if separator:
            return FileRows(_without_blank_end(row, body), body, separator)
        width = max(len(row), *(len(below) for _, below in body)) if body else len(row)
        return FileRows([*row, *[None] * (width - len(row))], body)
    raise SourceError(source, file_name, "the file has no header", "write the header, or remove the file")


def _without_blank_end(header: Row, body: Sequence[tuple[int, Row]]) -> Row:
    """Return the header of a csv file without the columns at its end of which every cell is blank."""
    width = len(header)
    while (
        width
        and header[width - 1] is None
        and not any(len(row) >= width and row[width - 1] is not None for _, row in body)
    ):
        width -= 1
    return header[:width]


def _json_lines(source: str, file_name: str, content: bytes) -> FileRows:
    """Return the objects of a file of JSON lines; its header is every name that comes up."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problem = f"the file is not in UTF-8: line {line:,} holds other bytes"
        raise SourceError(source, file_name, problem, "write it as UTF-8") from error
    places: dict[str, int] = {}
    found: list[tuple[int, dict[str, Cell] | None]] = []
    for number, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        try:
            row = json.loads(
                written,
                object_pairs_hook=_object,
                parse_float=_decimal,
                parse_int=_whole,
                parse_constant=lambda _: _NO_NUMBER,
            )
        except (ValueError, RecursionError):
            row = None
        found.append((number, row if isinstance(row, dict) else None))
        for name in found[-1][1] or ():
            places.setdefault(name, len(places))
    if not found:
        raise SourceError(source, file_name, "the file holds no line", "write the rows, or remove the file")
    if not places:
        raise SourceError(
            source, file_name, "not one line is a JSON object", "write one object per line, or use csv"
        )
    rows: list[tuple[int, Row]] = []
    for number, values in found:
        cells: list[Cell] = [None if values is not None else _NO_OBJECT] * len(places)
        for name, value in (values or {}).items():
            cells[places[name]] = value
        if any(cell is not None for cell in cells):
            rows.append((number, cells))
    return FileRows(list(places), rows)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Cell]:
    """Return a JSON object's values as cells."""
    row: dict[str, Cell] = {}
    for name, value in pairs:
        key = clean(name) or ""
        row[key] = _TWICE if key in row else _cell(value)
    return row


def _decimal(text: str) -> Any:
    """Return a number of a JSON file with every digit it is written with."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _NO_NUMBER
    return number if abs(number.adjusted()) < 400 else _NO_NUMBER


def _whole(text: str) -> Any:
    """Return a whole number of a JSON file; one that no table could hold is none."""
    return int(text) if len(text) < 400 else _NO_NUMBER


def read_columns(source: str, path: Path) -> tuple[list[str], int]:
    """Return the column names of a parquet file and its number of rows, without reading them.

    Raises:
        SourceError: when it cannot be opened.
    """
    try:
        metadata = pq.read_metadata(path)
        return metadata.schema.to_arrow_schema().names, metadata.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _no_parquet(source, path.name) from error


def _no_parquet(source: str, file_name: str) -> SourceError:
    """Return why a file is no parquet."""
    return SourceError(
        source,
        file_name,
        "the file cannot be opened as parquet: it is damaged, cut short, encrypted or another format",
        "write it again",
    )


def _parquet(source: str, file_name: str, content: bytes) -> FileRows:
    """Return the rows of a small parquet file, read one by one like those of every other format."""
    try:
        table = pq.read_table(pa.BufferReader(content))
        columns = [_cells(table.column(at)) for at in range(table.num_columns)]
    except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError) as error:
        raise _no_parquet(source, file_name) from error
    if not columns:
        raise SourceError(source, file_name, "the file has no columns", "write it again, or remove it")
    rows = list(numbered(list(zip(*columns))))
    return FileRows([clean(name) for name in table.column_names], rows)


def _cells(column: pa.ChunkedArray) -> list[Cell]:
    """Return a column's values as cells; one that Python cannot hold is marked."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = _without_nanoseconds(column)
    try:
        return [_cell(value) for value in column.to_pylist()]
    except (ValueError, OverflowError):
        return [_cell(_python(value)) for value in column]


def _without_nanoseconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return times in microseconds where nothing is lost by it."""
    try:
        return column.cast(pa.timestamp("us", column.type.tz))
    except pa.ArrowInvalid:
        return column


def _python(value: pa.Scalar) -> Any:
    """Return a value of arrow as Python's, or the mark of one that Python cannot hold."""
    try:
        return value.as_py()
    except (ValueError, OverflowError):
        return _OUT_OF_RANGE


def _cell(value: Any) -> Cell:
    """Return a value of JSON or parquet as a cell."""
    if isinstance(value, str):
        return clean(value)
    if getattr(value, "nanosecond", 0):
        return _OUT_OF_RANGE
    if isinstance(value, datetime) and value.tzinfo is not None:
        # Midnight of another zone is a time of day, of whatever day it is there.
        return value if value.utcoffset() else value.replace(tzinfo=None)
    if value is None or isinstance(value, bool | int | float | Decimal | date | time | Unread):
        return value
    return _NO_VALUE


def header_names(header: Sequence[Cell]) -> list[str | None]:
    """Return the columns' names as they stand; a header that is a number or a date is told as such text."""
    return [None if cell is None or isinstance(cell, Unread) else str(cell) for cell in header]


def headless(header: Sequence[Cell], rows: Sequence[tuple[int, Row]]) -> list[str]:
    """Return the letters of the columns that hold values and have no header."""
    blank = [at for at, cell in enumerate(header) if cell is None]
    return [
        column_letters(at) for at in blank if any(at < len(row) and row[at] is not None for _, row in rows)
    ]
