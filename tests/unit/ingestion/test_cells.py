"""Cells: what is read, and what would be a guess and is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from ingestion.cells import (
    DIGITS,
    FORMULA,
    CellError,
    Notation,
    Shown,
    as_bool,
    as_date,
    as_decimal,
    as_float,
    as_int,
    as_text,
    clean,
    column_letters,
    header_text,
)


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (as_decimal, "1234.50", Decimal("1234.50")),
        (as_decimal, "-1,23,456.50", Decimal("-123456.50")),
        (as_decimal, "123,456", Decimal(123456)),
        (as_decimal, 0.1 + 0.2, Decimal("0.3")),
        (as_decimal, 0.0000005, Decimal("0.0000005")),
        (as_decimal, 1.23456, Decimal("1.23456")),
        (as_decimal, 7, Decimal(7)),
        (as_decimal, Decimal("1E+5"), Decimal(100000)),
        (as_decimal, Shown(42, "00042"), Decimal(42)),
        (as_int, "7.0", 7),
        (as_text, "00042", "00042"),
        (as_text, Shown(42, "00042"), "00042"),
        (as_text, 42.0, "42"),
        (as_text, "=2+3", "=2+3"),
        (as_date, "2024-02-29", date(2024, 2, 29)),
        (as_date, "2024-02-29T00:00:00", date(2024, 2, 29)),
        (as_date, "1 September 2025", date(2025, 9, 1)),
        (as_date, "1-Sept-2025", date(2025, 9, 1)),
        (as_date, datetime(2025, 4, 1), date(2025, 4, 1)),
        (as_bool, "Yes", True),
        (as_bool, 0, False),
        (as_bool, 1.0, True),
    ],
)
def test_what_is_plain_is_read(read: Callable[[Any], Any], cell: Any, value: Any) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (as_decimal, "1.234,50"),
        (as_decimal, "1,23"),
        (as_decimal, "12e3"),
        (as_decimal, "(500)"),
        (as_decimal, "١٢"),
        (as_decimal, True),
        (as_decimal, float("nan")),
        (as_decimal, datetime(2026, 1, 1)),
        (as_decimal, time(7, 30)),
        (as_decimal, FORMULA),
        (as_float, Decimal("1E+400")),
        (as_int, "7.5"),
        (as_int, Decimal("1E+300")),
        (as_text, None),
        (as_text, 4.5),
        (as_text, 2.0**53),
        (as_text, True),
        (as_text, datetime(2026, 1, 1)),
        (as_text, "1.23457E+15"),
        (as_text, "Jos\ufffd"),
        (as_text, "\ud800"),
        (as_text, "a\x01b"),
        (as_text, DIGITS),
        (as_date, "03/04/2025"),
        (as_date, "31/03/2025"),
        (as_date, "03-04-25"),
        (as_date, "1-Marvel-2025"),
        (as_date, "2025-02-29"),
        (as_date, 45748),
        (as_date, datetime(2025, 4, 1, 9)),
        (as_date, datetime(2025, 4, 1, tzinfo=UTC)),
        (as_bool, "maybe"),
        (as_bool, 2),
    ],
)
def test_what_would_be_a_guess_is_refused_without_the_value(read: Callable[[Any], Any], cell: Any) -> None:
    with pytest.raises(CellError) as caught:
        read(cell)
    assert str(cell) not in str(caught.value)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "########"])
@pytest.mark.parametrize("read", [as_text, as_decimal, as_date, as_bool])
def test_what_a_spreadsheet_writes_for_an_error_is_no_value(read: Callable[[Any], Any], error: str) -> None:
    with pytest.raises(CellError, match="holds an error of the spreadsheet"):
        read(error)


@pytest.mark.parametrize(
    ("read", "cell", "declared", "value"),
    [
        (as_decimal, "1.234,50", Notation(decimal=","), Decimal("1234.50")),
        (as_decimal, "1234", Notation(decimal=","), Decimal(1234)),
        (as_decimal, "1,5", Notation(decimal=","), Decimal("1.5")),
        (as_decimal, "1,234.5", Notation(decimal=".", is_comma_doubtful=True), Decimal("1234.5")),
        (as_decimal, "1234.5", Notation(is_comma_doubtful=True), Decimal("1234.5")),
        (as_date, "3/4/2025", Notation(dates="dd/mm/yyyy"), date(2025, 4, 3)),
        (as_date, "03/04/2025", Notation(dates="mm/dd/yyyy"), date(2025, 3, 4)),
        (as_date, "20250403", Notation(dates="yyyymmdd"), date(2025, 4, 3)),
        (as_date, "2025-04-03", Notation(dates="dd/mm/yyyy"), date(2025, 4, 3)),
    ],
)
def test_what_a_file_declares_is_read_so(read: Any, cell: str, declared: Notation, value: Any) -> None:
    assert read(cell, declared) == value


@pytest.mark.parametrize(
    ("read", "cell", "declared", "words"),
    [
        (as_decimal, "1.5", Notation(decimal=","), "is not a number with a decimal comma"),
        (as_decimal, "1,234", Notation(is_comma_doubtful=True), "may have a decimal comma or not"),
        (as_decimal, "1.234", Notation(is_comma_doubtful=True), "may have a decimal comma or not"),
        (as_date, "31/02/2025", Notation(dates="dd/mm/yyyy"), "is not a date of the calendar"),
        (as_date, "03/04/25", Notation(dates="dd/mm/yyyy"), "has a year of two digits"),
        (as_date, "03.04.2025", Notation(dates="dd/mm/yyyy"), "is not a date as dd/mm/yyyy"),
    ],
)
def test_what_goes_against_the_declaration_is_refused(
    read: Any, cell: str, declared: Notation, words: str
) -> None:
    with pytest.raises(CellError, match=words):
        read(cell, declared)


def test_headers_are_compared_by_their_words() -> None:
    assert header_text("  Net_Pay (₹) ") == header_text("NET PAY") == "net pay"


def test_what_cannot_be_seen_is_no_part_of_a_text() -> None:
    assert clean("\u00a0 Asha\u00a0Rao\u200b \t") == "Asha Rao"
    assert clean("\u200b \u00a0") is None
    # The joiner between two letters of an Indian script changes how they are read.
    assert clean("क्\u200dष") == "क्\u200dष"


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
