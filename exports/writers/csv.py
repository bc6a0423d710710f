"""A delivery as csv (UTF-8 with its mark, commas): one file per report table, for programs that read nothing else.

Belongs here: bytes of a table. Does not belong here: choosing tables, places on disk.
"""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


def write(table: pa.Table) -> bytes:
    """An arrow table as csv under its column names: dates as 2026-04-01, no value as nothing; same input, same bytes.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(table.column_names)
    writer.writerows([_cell(value) for value in row.values()] for row in table.to_pylist())
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str() if value.startswith(_FORMULA_SIGNS):
            return f"'{value}"
        case _:
            return str(value)
