"""A document before it has a format: what it says, not how a page looks.

Belongs here: tables, figures, charts, findings and their order, as plain values.
Does not belong here: reading tables (`compose`), wording rules (`findings`), pages, cells and files (`writers`).
"""

from dataclasses import dataclass, field
from typing import Any

from exports.delivery import ColumnSpec, SheetSpec
from exports.release import Release

Row = dict[str, Any]
Spec = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """Rows with what each column is called, counts in and means; `whole` marks the rows that are totals."""

    name: str
    title: str
    note: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Figure:
    """A headline figure: never without its unit, period and change, or the reason why it is not shown.

    `finding` says it in words where it is held against what it is to be, "" elsewhere.
    """

    label: str
    value: str
    period: str
    change: str
    state: str
    basis: str
    withheld_reason: str | None = None
    finding: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart whose title is its message; `wide` and `narrow` are Vega-Lite specs, `alternative` says it in words."""

    name: str
    title: str
    wide: Spec
    narrow: Spec
    alternative: str


@dataclass(frozen=True)
class Section:
    """A section of a pack: `part` groups sections, the heading is a finding."""

    part: str
    heading: str
    text: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A document to read: one page of headlines, then sections in order; `notice` says at the end who may see it."""

    title: str
    purpose: str
    audience: str
    release: Release
    heading: str
    figures: tuple[Figure, ...]
    changes: tuple[str, ...]
    decisions: tuple[str, ...]
    sections: tuple[Section, ...]
    notice: str


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: a table and what the reader may fill in."""

    spec: SheetSpec
    table: Table


@dataclass(frozen=True)
class Workbook:
    """A document to work in: the first sheet is made of these fields, the others are tables.

    `part` says in words whose part of the delivery it is, "" of the whole; `workbook_id` stands hidden beside every
    row that may be filled in, so that a row that comes back says where it was.
    """

    title: str
    purpose: str
    audience: str
    cadence: str
    how_to_use: str
    release: Release
    sheets: tuple[Sheet, ...] = field(default=())
    part: str = ""
    workbook_id: str = ""
