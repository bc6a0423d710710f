"""Templates: an empty file of an entity that explains its columns, as csv or xlsx.

Belongs here: header, explanations and example of such a file. Does not belong here: reading it back.
"""

import csv
import difflib
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ingestion.contract import ENTITIES
from ingestion.contract.reading import Field, Fill, fields_of
from ingestion.record import Record

FORMATS = ("csv", "xlsx")
_LIST_CHARACTERS = 255
_ROWS_PREPARED = 10_000


def example_row(fill: Fill) -> dict[str, Any]:
    """Return the example of the fields that a file fills, as they are read back."""
    return {
        name: field.read(_text(field.example))
        for name, field in fields_of(fill.record).items()
        if name in fill.rules and field.example is not None
    }


def find_entity(name: str) -> type[Record]:
    """Return an entity by its name or the name of its table.

    Raises:
        LookupError: when there is none; the text says which is near.
    """
    found = ENTITIES.get(name) or next((r for r in ENTITIES.values() if r.table == name), None)
    if not name:
        raise LookupError("Which entity? `meritline template --list` lists them.")
    if found is None:
        near = difflib.get_close_matches(name, list(ENTITIES), 1)
        hint = f"did you mean {near[0]}?" if near else "`meritline template --list` lists them all."
        raise LookupError(f"The contract has no entity {name}; {hint}")
    return found


def sentence(record: type[Record]) -> str:
    """Return what an entity is: the first line of its docstring."""
    return (record.__doc__ or "").strip().splitlines()[0]


def explained(field: Field) -> str:
    """Return what a column means, whether it is needed, and how it is written."""
    kinds = {date: "a day as 2026-03-31", bool: "true or false", int: "a whole number"}
    parts = [field.description, "needed" if field.is_required else "may be empty"]
    if field.default is not None:
        parts[-1] = f"empty means {_text(field.default)}"
    if field.choices:
        parts.append(f"one of {', '.join(field.choices)}")
    elif field.kind in kinds:
        parts.append(kinds[field.kind])
    elif field.kind in (Decimal, float):
        parts.append("a number as 1234.50")
    return "; ".join(parts)


def write_template(record: type[Record], folder: Path, form: str) -> Path:
    """Write the template of an entity; a file that is there already stays as it is.

    Args:
        record: the entity.
        folder: where it goes; made if missing.
        form: one of `FORMATS`.

    Raises:
        FileExistsError: when there is a file of that name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record.table}.{form}"
    content = _csv(record) if form == "csv" else _xlsx(record)
    with path.open("xb") as stream:
        stream.write(content)
    return path


def _csv(record: type[Record]) -> bytes:
    """Return the template as csv: comments above the header, the example as a comment below it."""
    fields = fields_of(record).values()
    text = io.StringIO(newline="")
    for line in (
        sentence(record),
        *(f"{field.name}: {explained(field)}" for field in fields),
        "Below the header stands an example; remove the # before it, or the line.",
    ):
        text.write(f"# {line}\r\n")
    writer = csv.writer(text)
    writer.writerow([field.name for field in fields])
    text.write("# ")
    writer.writerow([_text(field.example) for field in fields])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(record: type[Record]) -> bytes:
    """Return the template as a workbook: explanations on the header's cells, lists to choose from, formats."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(record.table[:31])
    bold = book.add_format({"bold": True})
    needed = book.add_format({"bold": True, "bottom": 2})
    formats = {
        str: book.add_format({"num_format": "@"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for at, field in enumerate(fields_of(record).values()):
        form = formats.get(field.kind)
        sheet.set_column(at, at, max(12, len(field.name) + 2), form)
        sheet.write_string(0, at, field.name, needed if field.is_required else bold)
        sheet.write_comment(0, at, explained(field))
        choices = [*field.choices] or (["true", "false"] if field.kind is bool else [])
        if choices and len(",".join(choices)) <= _LIST_CHARACTERS:
            sheet.data_validation(1, at, _ROWS_PREPARED, at, {"validate": "list", "source": choices})
        if at == 0:
            sheet.write_string(1, 0, f"# {_text(field.example)}", form)
        elif isinstance(field.example, bool):
            sheet.write_boolean(1, at, field.example)
        elif isinstance(field.example, date):
            sheet.write_datetime(1, at, field.example, form)
        elif isinstance(field.example, int | float | Decimal):
            sheet.write_number(1, at, float(field.example))
        elif field.example is not None:
            sheet.write_string(1, at, str(field.example), form)
    sheet.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()


def _text(value: Any) -> str:
    """Return a value as a file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
