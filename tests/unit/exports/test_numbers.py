"""How figures and dates read."""

from datetime import date
from decimal import Decimal

import pytest

from exports.theme import numbers

NB = numbers.NO_BREAK


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (1234567, "INR", "₹12,34,567"),
        (99999, "INR", "₹99,999"),
        (100000, "INR", "₹1,00,000"),
        (123456789012, "INR", "₹1,23,45,67,89,012"),
        (1234567, "EUR", "€1,234,567"),
        (-1234567, "INR", "−₹12,34,567"),
        (999, "CHF", f"CHF{NB}999"),
        (Decimal("0.5"), "INR", "₹1"),  # half away from zero, not to even
        (Decimal("-0.4"), "INR", "₹0"),  # no minus before a zero
    ],
)
def test_money_is_grouped_by_its_currency(value: Decimal, currency: str, text: str) -> None:
    assert numbers.money(value, currency) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (42_000_000, "INR", f"₹4.2{NB}cr"),
        (1_860_000, "INR", f"₹18.6{NB}L"),
        (-1_860_000, "INR", f"−₹18.6{NB}L"),
        (9_999_999, "INR", f"₹1.0{NB}cr"),  # 99.99999 L rounds to 100.0 L, which is a crore
        (99_999, "INR", f"₹1.0{NB}L"),
        (94_000, "INR", "₹94,000"),
        (1_250_000, "EUR", f"€1.3{NB}m"),
        (350_000, "EUR", f"€350.0{NB}k"),
    ],
)
def test_short_money_takes_the_unit_people_say(value: int, currency: str, text: str) -> None:
    assert numbers.money_short(value, currency) == text


def test_rates_ratios_changes_and_dates() -> None:
    assert numbers.percent(0.114) == f"11.4{NB}%"
    assert numbers.percent(Decimal("0.1145")) == f"11.5{NB}%"
    assert numbers.ratio(0.985) == "0.99"
    assert numbers.points(0.016) == "+1.6 points"
    assert numbers.points(-0.016) == "−1.6 points"
    assert numbers.points(0.0004) == "0.0 points"
    assert numbers.day(date(2026, 3, 31)) == "31 Mar 2026"


def test_a_cell_is_text_by_its_kind_and_none_is_a_dash() -> None:
    assert numbers.value_text(None, "money") == "–"
    assert numbers.value_text(1234567.891, "money", "INR") == "12,34,568"
    assert numbers.value_text(1234567.891, "money", "INR", decimals=2) == "12,34,567.89"
    assert numbers.value_text(0.114, "percent") == "11.4"
    assert numbers.value_text(True, "flag") == "yes"
    assert numbers.value_text(1250, "count") == "1,250"


@pytest.mark.parametrize(
    ("value", "kind", "currency", "form"),
    [
        (Decimal("-0.125"), "percent", None, '0.0%;"−"0.0%'),
        (-12, "count", None, '#,##0;"−"#,##0'),
        (Decimal(-61000), "money", "EUR", '#,##0.00;"−"#,##0.00'),
        (Decimal("-99999.99"), "money", "INR", '#,##0.00;"−"#,##0.00'),
        (Decimal(-100000), "money", "INR", r'##\,##\,##0.00;"−"##\,##\,##0.00'),
        (Decimal(-10000000), "money", "INR", r'##\,##\,##\,##0.00;"−"##\,##\,##\,##0.00'),
    ],
)
def test_a_workbook_shows_what_is_negative_with_a_minus(
    value: Decimal, kind: str, currency: str | None, form: str
) -> None:
    assert numbers.workbook_format(kind, currency, value) == form
