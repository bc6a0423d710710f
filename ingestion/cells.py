"""Cells of files that people make: what may be read into one cell without guessing.

Belongs here: strict readings of a cell as text, amount, number, date, yes or no, and what a file may declare
about how it writes them. Does not belong here: opening a file (`sheets.py`), which columns it has.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Unread:
    """What stands in a cell of which the file does not hold a value that could be relied upon.

    Attributes:
        problem: why, as the end of the sentence "column x …".
    """

    problem: str


FORMULA = Unread("is a formula without a stored value")
DIGITS = Unread("is a number of more than 15 digits, of which a spreadsheet keeps only 15; write it as text")
ERROR = Unread("holds an error of the spreadsheet, such as #N/A or #REF!")
NO_DAY = Unread("is a date that no calendar has; in a spreadsheet, 1900-02-29 or a day before 1900")


@dataclass(frozen=True)
class Percent(Unread):
    """A number that its cell shows as a percentage: a value only where a rate is asked for.

    Attributes:
        number: the stored number, 0.06 where the cell shows 6%.
    """

    problem: str = "is shown as a percentage; write the plain number in the unit that the column asks for"
    number: Decimal = Decimal(0)


@dataclass(frozen=True)
class Shown:
    """A number that its cell shows as an identifier, such as 42 by the number format 00000.

    Attributes:
        number: the stored number.
        text: what the cell shows.
    """

    number: int
    text: str


Cell = str | int | float | bool | Decimal | datetime | date | time | Unread | Shown | None
Row = Sequence[Cell]


class CellError(ValueError):
    """A cell that cannot be read as asked; the text says why, without the value."""


DATE_ORDERS: Mapping[str, str] = {
    "yyyy-mm-dd": r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
    "yyyy/mm/dd": r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})",
    "yyyymmdd": r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    "dd/mm/yyyy": r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})",
    "dd.mm.yyyy": r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
    "dd-mm-yyyy": r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})",
    "mm/dd/yyyy": r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})",
    "mm-dd-yyyy": r"(?P<m>\d{1,2})-(?P<d>\d{1,2})-(?P<y>\d{4})",
}
"""The orders of day, month and year that a file may declare."""


@dataclass(frozen=True)
class Notation:
    """How a file writes dates and numbers, as far as that is declared.

    Attributes:
        dates: one of `DATE_ORDERS`; None: undeclared, then 03/04/2026 is refused.
        decimal: "." or ","; None: undeclared, then a number is read as with ".".
        is_comma_doubtful: whether 1,234 may be a fraction: so in a csv file whose separator is a semicolon.
        empty: texts that stand for no value, such as NA.
    """

    dates: str | None = None
    decimal: str | None = None
    is_comma_doubtful: bool = False
    empty: tuple[str, ...] = ()


PLAIN = Notation()

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?", re.ASCII)
_DOTTED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_COMMA = re.compile(r"[+-]?(\d{1,3}([.  ']\d{3})+|\d+)(,\d+)?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})([T ]00:00(:00(\.0+)?)?)?", re.ASCII)
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})[- /]([A-Za-z]{3,9})[- /](\d{4})", re.ASCII)
_LIKE_A_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}([-/. ])(\d{1,2}|[A-Za-z]{3,9})\1\d{2}", re.ASCII)
_SPREADSHEET_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)|#{3,}", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"-?\d([.,]\d+)?[eE]\+\d{2,}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_BLANKS = re.compile("[\u00a0\u2007\u202f]")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_EXACT_WHOLE = 2**53
_SPREADSHEET_DIGITS = 15


def clean(text: str) -> str | None:
    """Return a text without what cannot be seen: blanks around it, zero-width spaces; no-break spaces as blanks.

    An empty text is no value. Joiners of Indian scripts stay: they change what is read.
    """
    if not text.isascii():
        text = _BLANKS.sub(" ", _INVISIBLE.sub("", text))
    return text.strip() or None


def header_text(cell: Cell) -> str:
    """Return a header in the form in which headers are compared: lower case words, one blank between."""
    return " ".join(re.findall(r"[^\W_]+", str(cell).lower())) if cell is not None else ""


def as_text(cell: Cell, notation: Notation = PLAIN) -> str:
    """Return a cell as text; a whole number is read as its digits.

    Raises:
        CellError: when it is empty, of another kind, or what a spreadsheet left of another value.
    """
    _check_value(cell)
    if isinstance(cell, str):
        if _CONTROL.search(cell):
            raise CellError("holds a character that cannot be printed")
        if "\ufffd" in cell or not _is_unicode(cell):
            raise CellError("holds a character that an earlier conversion has lost")
        if _SCIENTIFIC.fullmatch(cell):
            raise CellError("is a number in scientific notation, which has lost digits; write it as text")
        return cell
    if isinstance(cell, Shown):
        return cell.text
    if isinstance(cell, bool):
        raise CellError("is true or false, not a text")
    if isinstance(cell, float) and abs(cell) >= _EXACT_WHOLE:
        raise CellError(DIGITS.problem)
    if isinstance(cell, int | float | Decimal):
        if not math.isfinite(cell) or cell != int(cell):
            raise CellError("is a number with a fraction, not a text")
        return str(int(cell))
    if isinstance(cell, date | time):
        raise CellError("is a date or a time, not a text")
    raise CellError("is not a text")


def as_decimal(cell: Cell, notation: Notation = PLAIN) -> Decimal:
    """Return a cell as an exact number; "1,23,456.50" and "123,456.50" are read, "1.234,5" only if declared.

    Raises:
        CellError: when it is empty or no number in digits.
    """
    _check_value(cell)
    if isinstance(cell, Shown):
        return Decimal(cell.number)
    if isinstance(cell, Decimal):
        if not cell.is_finite():
            raise CellError("is not a number")
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise CellError("is not a number")
        # A spreadsheet keeps binary fractions: 0.1 + 0.2 is stored as 0.30000000000000004.
        return Decimal(f"{cell:.{_SPREADSHEET_DIGITS}g}")
    if isinstance(cell, str):
        return _number(cell, notation)
    raise CellError("is not a number")


def _number(text: str, notation: Notation) -> Decimal:
    """Return a text as an exact number, as the notation says."""
    if notation.decimal == ",":
        if _COMMA.fullmatch(text):
            return Decimal(re.sub(r"[.  ']", "", text).replace(",", "."))
        raise CellError("is not a number with a decimal comma")
    doubtful = notation.is_comma_doubtful and notation.decimal is None
    if doubtful and ("," in text or _DOTTED.fullmatch(text)) and not text.strip("+-.,0123456789"):
        raise CellError("may have a decimal comma or not; write it as 1234.50")
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _THOUSANDS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    raise CellError("is not a number")


def as_rate(cell: Cell) -> Decimal:
    """Return a cell as a rate of at most 1: 6% as 0.06, whether the cell shows it so, says so, or holds 0.06.

    Raises:
        CellError: when it is empty, no number in digits, negative, or above 1, where 6 may mean 6 %.
    """
    if isinstance(cell, Percent):
        rate = Decimal(f"{cell.number:.{_SPREADSHEET_DIGITS}g}")
    elif isinstance(cell, str) and cell.endswith("%"):
        rate = as_decimal(cell[:-1].strip()) / 100
    else:
        rate = as_decimal(cell)
    if not 0 <= rate <= 1:
        raise CellError("is no rate between 0 % and 100 %; write a percentage such as 6%")
    return rate


def as_int(cell: Cell, notation: Notation = PLAIN) -> int:
    """Return a cell as a whole number.

    Raises:
        CellError: when it is empty or no whole number.
    """
    number = as_decimal(cell, notation)
    if number.adjusted() > 30 or number != int(number):
        raise CellError("is not a whole number")
    return int(number)


def as_float(cell: Cell, notation: Notation = PLAIN) -> float:
    """Return a cell as a number.

    Raises:
        CellError: when it is empty or no number.
    """
    number = float(as_decimal(cell, notation))
    if not math.isfinite(number):
        raise CellError("is not a number that a computer can hold")
    return number


def as_date(cell: Cell, notation: Notation = PLAIN) -> date:
    """Return a cell as a date: a date cell, 2026-03-31 or 31-Mar-2026; 03/04/2026 only in a declared order.

    Raises:
        CellError: when it is empty or no such date.
    """
    _check_value(cell)
    if isinstance(cell, datetime):
        if cell.time() != time() or cell.tzinfo is not None:
            raise CellError("is a time, not a date")
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        return _day(cell, notation)
    raise CellError("is not a date; write it as 2026-03-31")


def _day(text: str, notation: Notation) -> date:
    """Return a text as a date, as the notation says."""
    try:
        if found := _ISO_DAY.fullmatch(text):
            return date.fromisoformat(found[1])
        if found := _DAY_MONTH_YEAR.fullmatch(text):
            name = found[2].lower()
            months = [
                at
                for at, month in enumerate(_MONTHS, 1)
                if name in (month, month[:3]) or name == "sept" == month[:4]
            ]
            if months:
                return date(int(found[3]), months[0], int(found[1]))
        if notation.dates and (found := re.fullmatch(DATE_ORDERS[notation.dates], text, re.ASCII)):
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError as error:
        raise CellError("is not a date of the calendar") from error
    if _TWO_DIGIT_YEAR.fullmatch(text):
        raise CellError("has a year of two digits; write it as 2026-03-31")
    if notation.dates:
        raise CellError(f"is not a date as {notation.dates}")
    if _LIKE_A_DATE.fullmatch(text):
        raise CellError("may be two different days; write it as 2026-03-31")
    raise CellError("is not a date; write it as 2026-03-31")


def as_bool(cell: Cell, notation: Notation = PLAIN) -> bool:
    """Return a cell as yes or no.

    Raises:
        CellError: when it is empty or neither.
    """
    _check_value(cell)
    if isinstance(cell, Shown):
        cell = cell.number
    word = str(int(cell)) if isinstance(cell, int | float) and cell in (0, 1) else str(cell).lower()
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0"):
        return False
    raise CellError("is neither true nor false")


READINGS: Mapping[type, Callable[[Cell, Notation], Any]] = {
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


def column_letters(index: int) -> str:
    """Return the name that a spreadsheet gives a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _check_value(cell: Cell) -> None:
    """Refuse a cell without a value."""
    if cell is None:
        raise CellError("is empty")
    if isinstance(cell, Unread):
        raise CellError(cell.problem)
    if isinstance(cell, str) and _SPREADSHEET_ERROR.fullmatch(cell):
        raise CellError(ERROR.problem)


def _is_unicode(text: str) -> bool:
    """Return whether a text can be written at all; half a surrogate pair cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
