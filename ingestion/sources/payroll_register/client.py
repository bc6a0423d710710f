"""Reads monthly payroll registers from a folder: wide, a column per pay component, csv or xlsx.

Belongs here: finding the files, their columns, one row per person, the arithmetic of a row.
Does not belong here: classes of pay components, which register of a month counts, the destination.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ingestion.cells import (
    Cell,
    CellError,
    Row,
    as_date,
    as_decimal,
    as_float,
    as_text,
    header_text,
    numbered,
)
from ingestion.errors import SourceError
from ingestion.quarantine import Unreadable
from ingestion.sheets import read_sheets

log = logging.getLogger(__name__)

SOURCE = "payroll_register"
HEADER_SEARCH_ROWS = 20
CENT_PLACES = 2

ComponentKind = Literal["earning", "deduction", "ignored"]

COMPONENTS: Mapping[str, ComponentKind] = {
    "Basic": "earning",
    "HRA": "earning",
    "Special Allowance": "earning",
    "Conveyance": "earning",
    "Bonus": "earning",
    "Arrears": "earning",
    "Overtime": "earning",
    "PF": "deduction",
    "ESI": "deduction",
    "Professional Tax": "deduction",
    "TDS": "deduction",
}


class PayrollRegisterConfig(BaseModel):
    """Settings of a folder of payroll registers.

    Attributes:
        folder: where the registers lie; one file is one company's month.
        component_map: column header to earning, deduction or ignored (read, and knowingly left out).
        components_file: a YAML file of further such lines, which go before those of `component_map`.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path
    component_map: dict[str, ComponentKind] = dict(COMPONENTS)
    components_file: Path | None = None

    def components(self) -> dict[str, ComponentKind]:
        """Both maps as one; a `SourceError` when the file holds no such lines."""
        if self.components_file is None:
            return self.component_map
        try:
            lines = yaml.safe_load(self.components_file.read_text(encoding="utf-8"))
            return self.component_map | TypeAdapter(dict[str, ComponentKind]).validate_python(lines)
        except (OSError, UnicodeError, yaml.YAMLError, ValidationError) as error:
            raise SourceError(
                SOURCE,
                self.components_file.name,
                "it cannot be read as a list of columns",
                "write a line per column, such as 'Shift Allowance: earning' (or deduction, or ignored)",
            ) from error


@dataclass(frozen=True)
class _Column:
    """How one field of a register row is found and read."""

    headers: tuple[str, ...]
    read: Callable[[Cell], Any]
    is_required: bool = True


_COLUMNS: Mapping[str, _Column] = {
    "employee_number": _Column(
        ("employee number", "employee no", "employee code", "employee id", "emp no", "emp code", "emp id"),
        as_text,
    ),
    "company": _Column(("company", "company name", "legal entity"), as_text),
    "period_start": _Column(("period start", "period from", "from date"), as_date),
    "period_end": _Column(("period end", "period to", "to date"), as_date),
    "pay_date": _Column(("pay date", "payment date"), as_date, is_required=False),
    "currency": _Column(("currency",), as_text),
    "paid_days": _Column(("paid days", "payment days", "days paid"), as_float, is_required=False),
    "lop_days": _Column(("lop days", "loss of pay days", "lop"), as_float, is_required=False),
    "gross_pay": _Column(("gross pay", "gross", "gross salary", "gross earnings"), as_decimal),
    "total_deduction": _Column(("total deduction", "total deductions"), as_decimal),
    "net_pay": _Column(("net pay", "net", "net salary"), as_decimal),
}
_TOTAL_WORDS = ("total", "grand total", "totals", "sum")


@dataclass
class _File:
    """A register that was read: its row of `register_files`, its rows and their components."""

    record: Mapping[str, Any]
    rows: list[Mapping[str, Any] | Unreadable] = field(default_factory=list)
    components: list[tuple[int, list[tuple[str, bool, Decimal]]]] = field(default_factory=list)


@dataclass(frozen=True)
class _Layout:
    """Where the columns of one register are."""

    header_row: int
    fields: Mapping[str, int]
    headers: Mapping[str, str]
    components: Mapping[int, tuple[str, bool]]
    width: int


class RegisterReader:
    """Reads a folder once; the three tables are its files, their rows and the rows' components."""

    def __init__(
        self, config: PayrollRegisterConfig, taken: Callable[[], Mapping[str, Mapping[str, Any]]]
    ) -> None:
        """Prepare reading; nothing is opened yet.

        Args:
            config: the settings.
            taken: returns, per SHA-256, the `register_files` row of each file that landed whole earlier.
        """
        self._config = config
        self._taken = taken
        self._kinds = {header_text(name): kind for name, kind in config.components().items()}

    def files(self) -> Iterator[Mapping[str, Any] | Unreadable]:
        """Yield a row per file of the folder; a second file with the same content is not taken."""
        seen: dict[str, str] = {}
        for record, _ in self._read:
            first = seen.setdefault(record["file_hash"], record["file_name"])
            if first != record["file_name"]:
                yield Unreadable(record, f"file_hash: the same content as {first}")
            else:
                yield record

    def rows(self) -> Iterator[Mapping[str, Any] | Unreadable]:
        """Yield a row per person of every file that is new."""
        for _, file in self._read:
            if file is not None:
                yield from file.rows

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """Yield a row per component of every row that `rows` yields as readable."""
        for record, file in self._read:
            for number, components in file.components if file is not None else ():
                for component, is_deduction, amount in components:
                    yield {
                        "file_hash": record["file_hash"],
                        "row_number": number,
                        "component": component,
                        "is_deduction": is_deduction,
                        "amount": amount,
                    }

    @cached_property
    def _read(self) -> list[tuple[Mapping[str, Any], _File | None]]:
        """The files of the folder in the order of their names, each with what is new in it."""
        taken = self._taken()
        read: list[tuple[Mapping[str, Any], _File | None]] = []
        new: dict[str, Mapping[str, Any]] = {}
        for path in self._paths():
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if digest in taken:
                read.append((taken[digest], None))
            elif digest in new:
                read.append(({**new[digest], "file_name": path.name}, None))
            else:
                file = self._file(path.name, digest, content)
                new[digest] = file.record
                read.append((file.record, file))
        return read

    def _paths(self) -> list[Path]:
        """Return the registers of the folder in the order of their names."""
        folder = self._config.folder
        if not folder.is_dir():
            raise SourceError(
                SOURCE, "folder", f"there is no folder {folder}", "make it, or correct the setting"
            )
        paths = []
        for path in sorted(folder.iterdir()):
            if not path.is_file() or path.name.startswith((".", "~$")):
                continue
            if path.suffix.lower() not in (".csv", ".xlsx"):
                raise SourceError(
                    SOURCE,
                    path.name,
                    "the file is neither csv nor xlsx",
                    "save it as one of them, or move it away",
                )
            paths.append(path)
        return paths

    def _file(self, name: str, digest: str, content: bytes) -> _File:
        """Return a register, read whole."""
        sheets = read_sheets(SOURCE, name, content)
        found = {title: at for title, rows in sheets.items() if (at := _header_row(rows)) is not None}
        if not found:
            raise SourceError(
                SOURCE,
                f"{name}, column Employee Number",
                f"no such column in the first {HEADER_SEARCH_ROWS} rows",
                "put the column's header above the employee numbers",
            )
        if len(found) > 1:
            raise SourceError(
                SOURCE, name, f"{len(found)} sheets hold a register", "keep one register in one file"
            )
        title, header_row = next(iter(found.items()))
        layout = self._layout(name, sheets[title], header_row)
        file = _File({})
        people: dict[str, int] = {}
        periods: dict[str, set[Any]] = {"company": set(), "period_start": set(), "period_end": set()}
        for number, row in numbered(sheets[title]):
            if number <= layout.header_row or _is_total(row, layout):
                continue
            values, components, reasons = _row(row, layout)
            values = {"file_hash": digest, "row_number": number, **values}
            if reasons:
                file.rows.append(Unreadable(values, "; ".join(reasons)))
                continue
            other = people.setdefault(values["employee_number"], number)
            if other != number:
                raise SourceError(
                    SOURCE,
                    f"{name}, column {layout.headers['employee_number']}",
                    f"rows {other} and {number} are for the same employee",
                    "keep one row per employee and month",
                )
            for column, seen in periods.items():
                seen.add(values[column])
            file.rows.append(values)
            file.components.append((number, components))
        _check_one_month(name, layout, periods)
        file.record = {
            "file_hash": digest,
            "file_name": name,
            **{column: next(iter(seen)) for column, seen in periods.items()},
            "row_count": len(file.components),
            "line_count": sum(len(components) for _, components in file.components),
        }
        return file

    def _layout(self, name: str, rows: Sequence[Row], header_row: int) -> _Layout:
        """Return where the columns of a register are; every column must be known."""
        header = rows[header_row - 1]
        fields: dict[str, int] = {}
        headers: dict[str, str] = {}
        components: dict[int, tuple[str, bool]] = {}
        taken: dict[str, str] = {}
        unknown: list[str] = []
        for index, cell in enumerate(header):
            if cell is None:
                continue
            words, title = header_text(cell), str(cell)
            column = next((key for key, known in _COLUMNS.items() if words in known.headers), None)
            if (column or words) in taken:
                raise SourceError(
                    SOURCE,
                    f"{name}, column {title}",
                    f"it says the same as column {taken[column or words]}",
                    "keep one of the two",
                )
            taken[column or words] = title
            if column is not None:
                fields[column], headers[column] = index, title
            elif words not in self._kinds:
                unknown.append(title)
            elif self._kinds[words] != "ignored":
                components[index] = (title, self._kinds[words] == "deduction")
        missing = [key for key, known in _COLUMNS.items() if known.is_required and key not in fields]
        if missing:
            wanted = ", ".join(_COLUMNS[key].headers[0].title() for key in missing)
            raise SourceError(
                SOURCE, f"{name}, column {wanted}", "the file has no such column", "add it to the register"
            )
        if unknown:
            rows_to_add = ", ".join(f'"{title}": "earning"' for title in unknown)
            raise SourceError(
                SOURCE,
                f"{name}, column {', '.join(unknown)}",
                "it is not in the component map",
                f"add {rows_to_add} (or deduction, or ignored) to the components file",
            )
        return _Layout(header_row, fields, headers, components, len(header))


def _header_row(rows: Sequence[Row]) -> int | None:
    """Return the 1-based number of the row that holds the header of the employee number."""
    wanted = _COLUMNS["employee_number"].headers
    for number, row in enumerate(rows[:HEADER_SEARCH_ROWS], 1):
        if any(header_text(cell) in wanted for cell in row):
            return number
    return None


def _is_total(row: Row, layout: _Layout) -> bool:
    """Return whether a row is a totals row: it names no employee, and a cell says so."""
    at = layout.fields["employee_number"]
    number = row[at] if at < len(row) else None
    if number is not None and header_text(number) not in _TOTAL_WORDS:
        return False
    return any(isinstance(cell, str) and header_text(cell) in _TOTAL_WORDS for cell in row)


def _row(row: Row, layout: _Layout) -> tuple[dict[str, Any], list[tuple[str, bool, Decimal]], list[str]]:
    """Return the fields of a row, its components, and why it cannot be read (empty when it can)."""
    values: dict[str, Any] = {}
    components: list[tuple[str, bool, Decimal]] = []
    reasons: list[str] = []
    if any(cell is not None for cell in row[layout.width :]):
        reasons.append("row: has more cells than the header")
    for key, index in layout.fields.items():
        cell = row[index] if index < len(row) else None
        if cell is None and not _COLUMNS[key].is_required:
            continue
        try:
            values[key] = _COLUMNS[key].read(cell)
        except CellError as error:
            reasons.append(f"{layout.headers[key]}: {error}")
    for index, (title, is_deduction) in layout.components.items():
        cell = row[index] if index < len(row) else None
        if cell is None:
            continue
        try:
            components.append((title, is_deduction, as_decimal(cell)))
        except CellError as error:
            reasons.append(f"{title}: {error}")
    if not reasons:
        total = sum(
            (-amount if is_deduction else amount for _, is_deduction, amount in components), Decimal(0)
        )
        difference = round(total - values["net_pay"], CENT_PLACES)
        if difference:
            reasons.append(
                f"{layout.headers['net_pay']}: earnings less deductions differ from it by {difference}"
            )
    return values, components, reasons


def _check_one_month(name: str, layout: _Layout, periods: Mapping[str, set[Any]]) -> None:
    """Refuse a register without a readable row, or of several companies or months."""
    for column, seen in periods.items():
        if not seen:
            raise SourceError(
                SOURCE, name, "not one row of the register can be read", "see that this is a payroll register"
            )
        if len(seen) > 1:
            raise SourceError(
                SOURCE,
                f"{name}, column {layout.headers[column]}",
                f"the register holds {len(seen)} different values of it",
                "keep one company and one month in one file",
            )
    start: date = next(iter(periods["period_start"]))
    end: date = next(iter(periods["period_end"]))
    if end < start:
        raise SourceError(
            SOURCE,
            f"{name}, column {layout.headers['period_end']}",
            "the period ends before it starts",
            "correct it",
        )
