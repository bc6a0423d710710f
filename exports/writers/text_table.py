"""Tables as text, the same for every format a person reads rather than works in.

Belongs here: header and cell texts, alignment, totals last, withheld said in place.
Does not belong here: markup.
"""

from dataclasses import dataclass
from typing import Final

from exports.delivery import ColumnSpec
from exports.document import Row, Table
from exports.theme import numbers

_NUMERIC: Final = frozenset({"count", "money", "percent", "ratio", "score"})
_UNIT: Final = {"percent": "%"}
WITHHELD: Final = "withheld"


@dataclass(frozen=True)
class TextTable:
    """A table ready for a page: headers, which columns are numbers, rows of texts, which rows are totals.

    `note` stands under the table: the reason why cells are withheld, when all share one.
    """

    title: str
    headers: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[bool, ...]
    note: str


def is_numeric(column: ColumnSpec) -> bool:
    """Whether the column's cells are right-aligned figures."""
    return column.format in _NUMERIC


def unit_of(column: ColumnSpec, rows: tuple[Row, ...]) -> str:
    """The unit to stand in the header: '%', or the currency when all rows share one; else empty."""
    if column.format != "money":
        return _UNIT.get(column.format, "")
    currencies = {r[column.currency_column] for r in rows if r.get(column.currency_column)}
    return str(currencies.pop()) if len(currencies) == 1 else ""


def header(column: ColumnSpec, rows: tuple[Row, ...]) -> str:
    """The column's label with its unit."""
    unit = unit_of(column, rows)
    return f"{column.label} ({unit})" if unit else column.label


def text_table(table: Table) -> TextTable:
    """A table as texts: totals last, columns without any value left out, one shared reason said once below."""
    rows = tuple(sorted(table.rows, key=lambda r: bool(r.get("is_whole"))))
    reasons = sorted({str(r["withheld_reason"]) for r in rows if r.get("withheld_reason")})
    columns = tuple(c for c in table.columns if _is_worth_showing(c, rows, len(reasons) > 1))
    return TextTable(
        title=table.title,
        headers=tuple(header(c, rows) for c in columns),
        numeric=tuple(is_numeric(c) for c in columns),
        rows=tuple(tuple(_cell(c, r) for c in columns) for r in rows),
        totals=tuple(bool(r.get("is_whole")) for r in rows),
        note=f"Withheld: {reasons[0]}." if len(reasons) == 1 else "",
    )


def _is_worth_showing(column: ColumnSpec, rows: tuple[Row, ...], reasons_differ: bool) -> bool:
    if column.name == "withheld_reason":
        return reasons_differ
    return not rows or any(r[column.name] is not None for r in rows)


def _cell(column: ColumnSpec, row: Row) -> str:
    value = row[column.name]
    if value is None and is_numeric(column) and row.get("withheld_reason"):
        return WITHHELD
    if value is None and column.name == "withheld_reason":
        return ""
    return numbers.value_text(value, column.format, row.get(column.currency_column))
