"""Numbers and dates as text, and as number formats of a workbook: the one place that knows them.

Belongs here: grouping (Indian for INR, Western else), short money, rates, ratios, changes, dates.
Does not belong here: any arithmetic on figures beyond rounding for display.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

Number = int | float | Decimal

MINUS: Final = "−"
NO_BREAK: Final = "\u00a0"
NOTHING: Final = "–"
"""Stands where there is no value and no reason to say."""

_SYMBOLS: Final = {"INR": "₹", "EUR": "€", "USD": "$", "GBP": "£"}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT_INDIAN: Final = ((Decimal(10_000_000), "cr"), (Decimal(100_000), "L"))
_CRORE: Final = r"##\,##\,##\,##0.00"
_LAKH: Final = r"##\,##\,##0.00"
_THOUSAND: Final = "#,##0.00"
"""Formats of a workbook by the size of an amount in Indian grouping; the last is Western grouping as well."""
_SHORT_WESTERN: Final = ((Decimal(1_000_000_000), "bn"), (Decimal(1_000_000), "m"), (Decimal(1_000), "k"))


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _rounded(value: Number, decimals: int) -> Decimal:
    return _decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _group(digits: str, *, indian: bool) -> str:
    head, tail = digits[:-3], digits[-3:]
    size = 2 if indian else 3
    parts = [tail]
    while head:
        parts.insert(0, head[-size:])
        head = head[:-size]
    return ",".join(parts)


def uses_indian_grouping(currency: str | None) -> bool:
    """Whether amounts of this currency are grouped in lakh and crore."""
    return currency == "INR"


def number(value: Number, decimals: int = 0, *, indian: bool = False) -> str:
    """A plain number, half rounded away from zero: 1234567 → '1,234,567', or '12,34,567' in Indian grouping."""
    rounded = _rounded(value, decimals)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    text = _group(whole, indian=indian) + (f".{fraction}" if fraction else "")
    return f"{MINUS}{text}" if rounded < 0 else text


def money(value: Number, currency: str, decimals: int = 0) -> str:
    """An amount with its currency sign: '₹12,34,567', '€1,234,567', 'CHF 1,000' for one without a sign."""
    text = number(value, decimals, indian=uses_indian_grouping(currency))
    sign = _SYMBOLS.get(currency, f"{currency}{NO_BREAK}")
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else f"{sign}{text}"


def money_short(value: Number, currency: str) -> str:
    """An amount for a headline or a chart: '₹4.2 cr', '₹18.6 L', '€1.3 m'; small amounts in full."""
    steps = _SHORT_INDIAN if uses_indian_grouping(currency) else _SHORT_WESTERN
    amount = _decimal(value)
    for size, unit in steps:
        # Rounded to one decimal of the unit below, 99,99,999 would read "100.0 L": it belongs to the unit above.
        if abs(_rounded(amount / size, 1)) >= 1:
            return f"{money(amount / size, currency, 1)}{NO_BREAK}{unit}"
    return money(amount, currency)


def percent(ratio: Number, decimals: int = 1) -> str:
    """A ratio of 0 to 1 as a rate: 0.114 → '11.4 %'."""
    return f"{number(_decimal(ratio) * 100, decimals)}{NO_BREAK}%"


def ratio(value: Number) -> str:
    """A ratio with two decimals: 0.9834 → '0.98'."""
    return number(value, 2)


def with_sign(text: str) -> str:
    """A change always carries its sign: '12' → '+12'; zero and negatives stay as they are."""
    is_zero = not any(c in "123456789" for c in text)
    return text if text.startswith(MINUS) or is_zero else f"+{text}"


def points(change: Number) -> str:
    """The change of a rate in percentage points: 0.016 → '+1.6 points'."""
    return f"{with_sign(number(_decimal(change) * 100, 1))} points"


def day(value: date | datetime) -> str:
    """A date as '31 Mar 2026', whatever the machine's locale."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def value_text(value: object, kind: str, currency: str | None = None, *, decimals: int | None = None) -> str:
    """Any cell of a document as text; `kind` is the column's format word (see `exports.delivery.FORMATS`).

    Money has no decimals unless `decimals` says so; None becomes a dash, the caller says the reason beside it.
    """
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (date, datetime)):
        return day(value)
    if isinstance(value, (int, float, Decimal)):
        match kind:
            case "money":
                return number(value, decimals or 0, indian=uses_indian_grouping(currency))
            case "percent":
                return number(_decimal(value) * 100, 1)
            case "ratio":
                return number(value, 2)
            case "score":
                return number(value, 1)
            case _:
                whole = _decimal(value) == _decimal(value).to_integral_value()
                return number(value, 0 if whole else 1)
    return str(value)


def workbook_format(kind: str, currency: str | None = None, value: Number = 0) -> str:
    """The number format of a workbook's cell; money carries two decimals there and no sign (it is in the header).

    A format can tell three sizes and not their signs too, so that an amount in lakh and crore is asked for its `value`.
    """
    match kind:
        case "money" if uses_indian_grouping(currency) and value >= 0:
            return f"[>=10000000]{_CRORE};[>=100000]{_LAKH};{_THOUSAND}"
        case "money":
            form = _indian_format(value) if uses_indian_grouping(currency) else _THOUSAND
        case "percent":
            form = "0.0%"
        case "ratio":
            form = "0.00"
        case "score":
            form = "0.0"
        case "count":
            form = "#,##0"
        case "date":
            return "d mmm yyyy"
        case _:
            form = "General"
    return f'{form};"{MINUS}"{form}'


def _indian_format(value: Number) -> str:
    size = abs(_decimal(value))
    return _CRORE if size >= 10_000_000 else _LAKH if size >= 100_000 else _THOUSAND
