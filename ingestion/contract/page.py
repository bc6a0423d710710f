"""The page of the canonical contract: every entity with its columns, for people who fill files.

Belongs here: the text of docs/contract.md, from the record classes alone. Does not belong here: writing it.
"""

from datetime import date
from decimal import Decimal

from ingestion.contract import ENTITIES
from ingestion.contract.reading import Field, fields_of
from ingestion.contract.templates import sentence

_KINDS = {
    str: "text",
    Decimal: "number",
    float: "number",
    int: "whole number",
    date: "day",
    bool: "true or false",
}
_HEAD = """# The canonical contract

What may arrive as a file or from a database, in the warehouse's own shape: one table per entity. `meritline template
ENTITY` writes an empty file that explains its columns, [sources](sources.md#files-of-your-own) tells how files are
read. This page is written by `meritline docs`.

A column in **bold** is needed. Columns of a key name a row: no two rows may have the same. `valid_to` is the day after
the last one; `end_date` and `period_end` are the last day itself.
"""


def render() -> str:
    """Return the page."""
    parts = [_HEAD]
    for name, record in ENTITIES.items():
        lines = [
            f"## {name}",
            "",
            f"{sentence(record)} Table `{record.table}`, key {_listed(record.key)}.",
            "",
        ]
        lines += ["| Column | Holds | Meaning | Example |", "|---|---|---|---|"]
        lines += [_line(field) for field in fields_of(record).values()]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _line(field: Field) -> str:
    """Return a column's line of the table."""
    name = f"**{field.name}**" if field.is_required else field.name
    kind = ", ".join(field.choices) or _KINDS[field.kind]
    if field.default is not None:
        kind += f"; empty: {_text(field.default)}"
    return f"| {name} | {kind} | {field.description} | {_text(field.example)} |"


def _text(value: object) -> str:
    """Return a value as a file writes it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(names: tuple[str, ...]) -> str:
    """Return names as code."""
    return ", ".join(f"`{name}`" for name in names)
