"""Cells: what is read, and what would be a guess and is refused."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ingestion.cells import FORMULA, CellError, as_bool, as_date, as_decimal, as_int, as_text, header_text


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (as_decimal, "1234.50", Decimal("1234.50")),
        (as_decimal, "-1,23,456.50", Decimal("-123456.50")),
        (as_decimal, "123,456", Decimal(123456)),
        (as_decimal, 0.1 + 0.2, Decimal("0.3")),
        (as_decimal, 1.23456, Decimal("1.23456")),
        (as_decimal, 7, Decimal(7)),
        (as_int, "7.0", 7),
        (as_text, "00042", "00042"),
        (as_text, 42.0, "42"),
        (as_date, "2024-02-29", date(2024, 2, 29)),
        (as_date, "1 September 2025", date(2025, 9, 1)),
        (as_date, datetime(2025, 4, 1), date(2025, 4, 1)),
        (as_bool, "Yes", True),
        (as_bool, 0, False),
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
        (as_decimal, "#REF!"),
        (as_decimal, True),
        (as_decimal, float("nan")),
        (as_decimal, FORMULA),
        (as_int, "7.5"),
        (as_text, None),
        (as_text, 4.5),
        (as_date, "03/04/2025"),
        (as_date, "2025-02-29"),
        (as_date, 45748),
        (as_date, datetime(2025, 4, 1, 9)),
        (as_bool, "maybe"),
    ],
)
def test_what_would_be_a_guess_is_refused_without_the_value(read: Callable[[Any], Any], cell: Any) -> None:
    with pytest.raises(CellError) as caught:
        read(cell)
    assert str(cell) not in str(caught.value)


def test_headers_are_compared_by_their_words() -> None:
    assert header_text("  Net_Pay (₹) ") == header_text("NET PAY") == "net pay"
