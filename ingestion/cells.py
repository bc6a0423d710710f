"""Cells of files that people make: csv and xlsx, and what may be read into a cell without guessing.

Belongs here: opening such a file, strict readings of one cell as text, amount, number, date, yes or no.
Does not belong here: which columns a file has, what its rows mean.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl

from ingestion.errors import SourceError


class Unread(Enum):
    """What stands in a cell whose value the file does not hold."""

    FORMULA = "a formula without a stored value"


Cell = str | int | float | bool | datetime | date | time | Unread | None
Row = Sequence[Cell]


class CellError(ValueError):
    """A cell that cannot be read as asked; the text says why, without the value."""


_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[- /]([A-Za-z]{3,9})[- /](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FLOAT_NOISE = Decimal("0.000001")


def read_sheets(source: str, file_name: str, content: bytes) -> Mapping[str, list[Row]]:
    """Return the rows of every sheet of a csv or xlsx file, from its first row on; a csv file is one sheet.

    Args:
        source: name of the source, for the error.
        file_name: name of the file; its ending tells the format.
        content: the whole file.

    Raises:
        SourceError: when the file is empty, damaged or in another encoding than UTF-8.
    """
    if not content:
        raise SourceError(source, file_name, "the file is empty", "put the whole file in its place")
    if file_name.lower().endswith(".csv"):
        return {"": _csv_rows(source, file_name, content)}
    try:
        values = _workbook(content, data_only=True)
        if not _has_formulas(content):
            return values
        formulas = _workbook(content, data_only=False)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        OSError,
    ) as error:
        raise SourceError(
            source,
            file_name,
            "the file cannot be opened as xlsx: it is damaged, cut short or protected by a password",
            "save it again as xlsx or as CSV UTF-8",
        ) from error
    return {
        name: [_with_formulas(row, written) for row, written in zip(rows, formulas[name])]
        for name, rows in values.items()
    }


def _csv_rows(source: str, file_name: str, content: bytes) -> list[Row]:
    """Return the rows of a csv file in UTF-8, with or without byte order mark."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            source, file_name, "the file is not in UTF-8", "save it as CSV UTF-8 (comma delimited)"
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        return [
            [cell.strip() or None for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise SourceError(
            source,
            file_name,
            "the file is no csv: a quotation mark is not closed or follows its field",
            "save it again as CSV UTF-8",
        ) from error


def _workbook(content: bytes, *, data_only: bool) -> dict[str, list[Row]]:
    """Return the rows of every sheet of an xlsx file, with stored values or with formulas."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    sheets: dict[str, list[Row]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        sheets[sheet.title] = [[_trimmed(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    return sheets


def _has_formulas(content: bytes) -> bool:
    """Return whether any sheet of an xlsx file holds a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<f[ >/]", archive.read(name)) for name in sheets)


def _with_formulas(values: Row, written: Row) -> Row:
    """Return a row's stored values, marked where a formula has none."""
    return [
        Unread.FORMULA if value is None and formula is not None else value
        for value, formula in zip(values, written)
    ]


def _trimmed(cell: Any) -> Cell:
    """Return a cell without surrounding blanks; an empty text is no value."""
    return (cell.strip() or None) if isinstance(cell, str) else cell


def header_text(cell: Cell) -> str:
    """Return a header in the form in which headers are compared: lower case words, one blank between."""
    return " ".join(re.findall(r"[^\W_]+", str(cell).lower())) if cell is not None else ""


def as_text(cell: Cell) -> str:
    """Return a cell as text; a whole number is read as its digits.

    Raises:
        CellError: when it is empty or of another kind.
    """
    if cell is None:
        raise CellError("is empty")
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == int(cell):
        return str(int(cell))
    raise CellError("is not a text")


def as_decimal(cell: Cell) -> Decimal:
    """Return a cell as an exact number; "1,23,456.50" and "123,456.50" are read, "1.234,5" is not.

    Raises:
        CellError: when it is empty or no number in digits.
    """
    if cell is None:
        raise CellError("is empty")
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    if isinstance(cell, float):
        # A spreadsheet keeps binary fractions: 0.1 + 0.2 is stored as 0.30000000000000004.
        exact = Decimal(repr(cell))
        if not exact.is_finite():
            raise CellError("is not a number")
        rounded = round(exact, 4)
        return rounded if abs(exact - rounded) < _FLOAT_NOISE else exact
    if isinstance(cell, str):
        if _PLAIN.fullmatch(cell):
            return Decimal(cell)
        if _THOUSANDS.fullmatch(cell):
            return Decimal(cell.replace(",", ""))
    if isinstance(cell, Unread):
        raise CellError(f"is {cell.value}")
    raise CellError("is not a number")


def as_int(cell: Cell) -> int:
    """Return a cell as a whole number.

    Raises:
        CellError: when it is empty or no whole number.
    """
    number = as_decimal(cell)
    if number != int(number):
        raise CellError("is not a whole number")
    return int(number)


def as_float(cell: Cell) -> float:
    """Return a cell as a number.

    Raises:
        CellError: when it is empty or no number.
    """
    return float(as_decimal(cell))


def as_date(cell: Cell) -> date:
    """Return a cell as a date: a date cell, 2026-03-31 or 31-Mar-2026; 03/04/2026 would be a guess.

    Raises:
        CellError: when it is empty or no such date.
    """
    if cell is None:
        raise CellError("is empty")
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise CellError("is a time, not a date")
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        named = _DAY_MONTH_YEAR.fullmatch(cell)
        try:
            if named:
                return date(int(named[3]), _MONTHS.index(named[2][:3].lower()) + 1, int(named[1]))
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
                return date.fromisoformat(cell)
        except ValueError as error:
            raise CellError("is not a date of the calendar") from error
    raise CellError("is not a date; write it as 2026-03-31")


def as_bool(cell: Cell) -> bool:
    """Return a cell as yes or no.

    Raises:
        CellError: when it is empty or neither.
    """
    if cell is None:
        raise CellError("is empty")
    word = str(cell).lower()
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0"):
        return False
    raise CellError("is neither true nor false")


READINGS: Mapping[type, Callable[[Cell], Any]] = {
    str: as_text,
    Decimal: as_decimal,
    int: as_int,
    float: as_float,
    date: as_date,
    bool: as_bool,
}
"""How a cell is read as each type that a record class for files may have."""


def numbered(rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    """Yield the rows that are not blank with their 1-based number in the file."""
    for number, row in enumerate(rows, 1):
        if any(cell is not None for cell in row):
            yield number, row
