"""Reads monthly payroll registers: wide, a column per pay component, or long, a line per employee and component.

Belongs here: the files' columns, one row per person of a wide register, the arithmetic of a row, what a register
may replace. Does not belong here: where the files lie (`folders.py`), the arithmetic of long registers
(`long.py`), classes of pay components, the destination.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr, TypeAdapter, ValidationError

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
from ingestion.columnar import Columnar
from ingestion.errors import SourceError
from ingestion.quarantine import Unreadable
from ingestion.sheets import read_sheets
from ingestion.sources.payroll_register import long
from ingestion.sources.payroll_register.folders import SOURCE, Folder
from ingestion.sources.payroll_register.long import LongFile
from ingestion.sql import literal

HEADER_SEARCH_ROWS = 20
CENT_PLACES = 2

ComponentKind = Literal[
    "earning", "deduction", "ignored", "signed", "gross_pay", "total_deduction", "net_pay"
]
"""What a component is. In a long register also: `signed`, a deduction where it is negative; a person's total."""
OTHERS = "*"
"""In a long register, what every component is that the map does not name."""

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
        folder: where the registers lie, a path or a URL that fsspec knows; one file is one company's month.
        storage: what the file system of the URL needs to know besides, under its own names.
        component_map: column header or component to earning, deduction or ignored (read, and knowingly left out).
        components_file: a YAML file of further such lines, which go before those of `component_map`.
    """

    model_config = ConfigDict(frozen=True)

    folder: Annotated[str, BeforeValidator(str)]
    storage: dict[str, SecretStr] = {}
    component_map: dict[str, ComponentKind] = dict(COMPONENTS)
    components_file: Path | None = None

    def opened(self) -> Folder:
        """The folder with the secrets of its file system; nothing is asked yet."""
        return Folder(self.folder, {name: value.get_secret_value() for name, value in self.storage.items()})

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


_TOTALS = ("gross_pay", "total_deduction", "net_pay")
_COLUMNS: Mapping[str, _Column] = {
    "employee_number": _Column(
        ("employee number", "employee no", "employee code", "employee id", "emp no", "emp code", "emp id"),
        as_text,
    ),
    "company": _Column(("company", "company name", "legal entity"), as_text),
    "period_start": _Column(("period start", "period from", "from date"), as_date),
    "period_end": _Column(("period end", "period to", "to date"), as_date),
    "run": _Column(("run", "run type", "pay run", "payroll run"), as_text, is_required=False),
    "pay_date": _Column(("pay date", "payment date"), as_date, is_required=False),
    "currency": _Column(("currency",), as_text),
    "paid_days": _Column(("paid days", "payment days", "days paid"), as_float, is_required=False),
    "lop_days": _Column(("lop days", "loss of pay days", "lop"), as_float, is_required=False),
    "gross_pay": _Column(("gross pay", "gross", "gross salary", "gross earnings"), as_decimal),
    "total_deduction": _Column(("total deduction", "total deductions"), as_decimal),
    "net_pay": _Column(("net pay", "net", "net salary"), as_decimal),
}
_LONG_COLUMNS: Mapping[str, _Column] = {
    **{
        key: _Column(column.headers, column.read, column.is_required and key not in _TOTALS)
        for key, column in _COLUMNS.items()
    },
    "component": _Column(
        ("component", "component name", "component code", "pay component", "salary component", "wage type"),
        as_text,
    ),
    "component_type": _Column(
        ("component type", "type", "kind", "earning or deduction"), as_text, is_required=False
    ),
    "amount": _Column(("amount", "value"), as_decimal),
}
_TYPES: Mapping[str, ComponentKind] = {
    "earning": "earning",
    "earnings": "earning",
    "e": "earning",
    "addition": "earning",
    "allowance": "earning",
    "deduction": "deduction",
    "deductions": "deduction",
    "d": "deduction",
}
_TOTAL_WORDS = ("total", "grand total", "totals", "sum")


@dataclass
class _File:
    """A register that was read: its row of `register_files`, its rows and their components."""

    record: Mapping[str, Any]
    rows: list[Mapping[str, Any] | Unreadable] = field(default_factory=list)
    components: list[tuple[int, list[tuple[str, bool, Decimal]]]] = field(default_factory=list)


@dataclass(frozen=True)
class _Read:
    """What was read of a folder: a row of `register_files` per file, the new wide registers, the new long ones."""

    records: Sequence[Mapping[str, Any]]
    wide: Sequence[_File]
    long: long.Judged | None


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
        self,
        config: PayrollRegisterConfig,
        taken: Callable[[], Mapping[str, Mapping[str, Any]]],
        people: Callable[[Collection[str]], set[str]] = lambda hashes: set(),
        connect: Callable[[], duckdb.DuckDBPyConnection] = duckdb.connect,
        working_folder: Path | None = None,
    ) -> None:
        """Prepare reading; nothing is opened yet.

        Args:
            config: the settings.
            taken: returns, per SHA-256, the `register_files` row of each file that landed whole earlier.
            people: returns the employees of files that landed earlier, by SHA-256.
            connect: returns a DuckDB connection to work with.
            working_folder: where the files are copied to while they are read; they are removed afterwards.
        """
        self._folder = config.opened()
        self._taken = taken
        self._people = people
        self._connect = connect
        self._working_folder = working_folder
        self._kinds = {
            name if name == OTHERS else header_text(name): kind for name, kind in config.components().items()
        }

    def files(self) -> Iterator[Mapping[str, Any] | Unreadable]:
        """Yield a row per file of the folder; a second file with the same content is not taken."""
        seen: dict[str, str] = {}
        for record in self._read.records:
            first = seen.setdefault(record["file_hash"], record["file_name"])
            if first != record["file_name"]:
                yield Unreadable(record, f"file_hash: the same content as {first}")
            else:
                yield record

    def rows(self) -> Columnar:
        """Return a row per person of every file that is new."""
        read = self._read
        rows = [row for file in read.wide for row in file.rows]
        if read.long is None:
            return Columnar(rows=rows, has_unique_keys=True)
        return Columnar(read.long.rows, rows=[*rows, *read.long.unreadable], has_unique_keys=True)

    def lines(self) -> Columnar:
        """Return a row per component of every row of `rows` that is readable."""
        read = self._read
        query = read.long.lines if read.long is not None else ""
        return Columnar(query, rows=self._wide_lines(), has_unique_keys=True)

    def _wide_lines(self) -> Iterator[Mapping[str, Any]]:
        """Yield the components of wide registers."""
        for file in self._read.wide:
            for number, components in file.components:
                for component, is_deduction, amount in components:
                    yield {
                        "file_hash": file.record["file_hash"],
                        "row_number": number,
                        "component": component,
                        "is_deduction": is_deduction,
                        "amount": amount,
                    }

    @cached_property
    def _spool(self) -> TemporaryDirectory[str]:
        """Where the files are while they are read; it goes when the reader does."""
        if self._working_folder is not None:
            self._working_folder.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=self._working_folder, prefix=f"{SOURCE}-columns-")

    @cached_property
    def _read(self) -> _Read:
        """The files of the folder in the order of their names, each with what is new in it."""
        taken = self._taken()
        found: list[tuple[str, str]] = []
        wide: list[_File] = []
        lines: list[LongFile] = []
        new: set[str] = set()
        for place, entry in enumerate(self._folder.files()):
            path = Path(self._spool.name) / f"{place}{Path(entry.name).suffix.lower()}"
            self._folder.fetch(entry, path)
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            found.append((digest, entry.name))
            if digest in taken or digest in new:
                path.unlink()
                continue
            new.add(digest)
            file = self._file(entry.name, digest, path)
            if isinstance(file, LongFile):
                lines.append(file)
            else:
                wide.append(file)
        judged = self._judged(lines) if lines else None
        known = {file.record["file_hash"]: file.record for file in wide}
        if judged is not None:
            known |= judged.records
        self._check_replaced(list(known.values()), wide, judged, taken)
        records = [
            {**known[digest], "file_name": name} if digest in known else taken[digest]
            for digest, name in found
        ]
        return _Read(records, wide, judged)

    def _judged(self, files: Sequence[LongFile]) -> long.Judged:
        """Return what the long registers hold."""
        spool = Path(self._spool.name) / "judged"
        spool.mkdir()
        try:
            with closing(self._connect()) as connection:
                judged = long.judge(connection, files, self._kind_of, spool, SOURCE)
        except duckdb.Error as error:
            raise SourceError(
                SOURCE,
                ", ".join(file.name for file in files),
                f"the columns cannot be read ({type(error).__name__})",
                "see that every file is whole",
            ) from error
        for file in files:
            _check_period(file.name, file.columns["period_end"], judged.records[file.digest])
        return judged

    def _kind_of(self, component: str, component_type: str | None) -> str | None:
        """Return what a component of a long register is; None when nobody knows."""
        words = header_text(component)
        total = next((key for key in _TOTALS if words in _COLUMNS[key].headers), None)
        named = self._kinds.get(words) or total
        if named in ("ignored", *_TOTALS):
            return named
        return _TYPES.get(header_text(component_type)) or named or self._kinds.get(OTHERS)

    def _check_replaced(
        self,
        records: Sequence[Mapping[str, Any]],
        wide: Sequence[_File],
        judged: long.Judged | None,
        taken: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Refuse a new register of which it is not certain that it replaces its month."""
        months: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        for record in records:
            other = months.setdefault(_month(record), record)
            if other is not record:
                raise SourceError(
                    SOURCE,
                    f"{other['file_name']}, {record['file_name']}",
                    "both are new and hold the same company and month, so nobody can tell which one counts",
                    "take the one that was replaced away, or tell them apart by a column Run if both count",
                )
            earlier = [item for item in taken.values() if _month(item) == _month(record)]
            if not earlier:
                continue
            before = self._people([item["file_hash"] for item in earlier])
            both = before & self._employees(record["file_hash"], wide, judged)
            if 2 * len(both) < len(before):
                raise SourceError(
                    SOURCE,
                    record["file_name"],
                    f"it would replace {earlier[-1]['file_name']} but holds only {len(both)} "
                    f"of its {len(before)} employees",
                    "send the whole month again, or tell the two apart by a column Run if both count",
                )

    def _employees(self, digest: str, wide: Sequence[_File], judged: long.Judged | None) -> set[str]:
        """Return the employees of a new register, by its SHA-256."""
        for file in wide:
            if file.record["file_hash"] == digest:
                return {row["employee_number"] for row in file.rows if not isinstance(row, Unreadable)}
        if judged is None:
            return set()
        with closing(self._connect()) as connection:
            found = connection.execute(
                f"select employee_number from ({judged.rows}) where file_hash = {literal(digest)}"
            ).fetchall()
        return {number for (number,) in found}

    def _file(self, name: str, digest: str, path: Path) -> _File | LongFile:
        """Return a register: a wide one read whole, of a long one where its columns are."""
        if path.suffix != ".parquet":
            return self._register(name, digest, path, read_sheets(SOURCE, name, path.read_bytes()))
        header = _parquet_header(name, path)
        if _is_long(header):
            columns = self._long_columns(name, header)
            if long.is_plain(path, columns):
                return LongFile(digest, name, path, columns)
        return self._register(name, digest, path, {"": _parquet_cells(path)})

    def _register(
        self, name: str, digest: str, path: Path, sheets: Mapping[str, Sequence[Row]]
    ) -> _File | LongFile:
        """Return a register that came as cells."""
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
        rows = sheets[title]
        if _is_long(rows[header_row - 1]):
            return self._long_cells(name, digest, path, rows, header_row)
        return self._wide_file(name, digest, rows, header_row)

    def _long_cells(
        self, name: str, digest: str, path: Path, rows: Sequence[Row], header_row: int
    ) -> LongFile:
        """Return a long register whose cells were read one by one."""
        header = rows[header_row - 1]
        at = {str(cell): index for index, cell in enumerate(header) if cell is not None}
        titles = self._long_columns(name, header)
        layout = _Layout(
            header_row, {key: at[title] for key, title in titles.items()}, titles, {}, len(header)
        )
        lines = []
        for number, row in numbered(rows):
            if number <= header_row or _is_total(row, layout):
                continue
            values, _, reasons = _fields(row, layout, _LONG_COLUMNS)
            for key in ("amount", *_TOTALS):
                if key in values and not _fits(values[key]):
                    reasons.append(f"{titles[key]}: has too many digits")
                    del values[key]
            lines.append({"number": number, **values, "problem": "; ".join(reasons) or None})
        spooled = path.with_suffix(".lines.parquet")
        return LongFile(digest, name, spooled, long.spooled(spooled, lines))

    def _long_columns(self, name: str, header: Row) -> dict[str, str]:
        """Return where the columns of a long register are; columns that it does not need are left out."""
        columns: dict[str, str] = {}
        for cell in header:
            words = header_text(cell)
            key = next((key for key, known in _LONG_COLUMNS.items() if words in known.headers), None)
            if key is None:
                continue
            if key in columns:
                raise SourceError(
                    SOURCE,
                    f"{name}, column {cell}",
                    f"it says the same as column {columns[key]}",
                    "keep one of the two",
                )
            columns[key] = str(cell)
        _check_required(name, columns, _LONG_COLUMNS)
        return columns

    def _wide_file(self, name: str, digest: str, rows: Sequence[Row], header_row: int) -> _File:
        """Return a wide register, read whole."""
        layout = self._layout(name, rows, header_row)
        file = _File({})
        people: dict[str, int] = {}
        constants: dict[str, set[Any]] = {key: set() for key in long.CONSTANTS}
        for number, row in numbered(rows):
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
            for key, seen in constants.items():
                seen.add(values.get(key))
            file.rows.append(values)
            file.components.append((number, components))
        _check_one_month(name, layout, constants)
        file.record = {
            "file_hash": digest,
            "file_name": name,
            **{key: next(iter(seen)) for key, seen in constants.items()},
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
            elif self._kinds.get(words) not in ("earning", "deduction", "ignored"):
                unknown.append(title)
            elif self._kinds[words] != "ignored":
                components[index] = (title, self._kinds[words] == "deduction")
        _check_required(name, fields, _COLUMNS)
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


def _fields(
    row: Row, layout: _Layout, columns: Mapping[str, _Column]
) -> tuple[dict[str, Any], list[tuple[str, bool, Decimal]], list[str]]:
    """Return the fields of a row, its components, and why it cannot be read (empty when it can)."""
    values: dict[str, Any] = {}
    components: list[tuple[str, bool, Decimal]] = []
    reasons: list[str] = []
    if any(cell is not None for cell in row[layout.width :]):
        reasons.append("row: has more cells than the header")
    for key, index in layout.fields.items():
        cell = row[index] if index < len(row) else None
        if cell is None and not columns[key].is_required:
            continue
        try:
            values[key] = columns[key].read(cell)
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
    return values, components, reasons


def _row(row: Row, layout: _Layout) -> tuple[dict[str, Any], list[tuple[str, bool, Decimal]], list[str]]:
    """Return what `_fields` does for a row of a wide register, which must add up."""
    values, components, reasons = _fields(row, layout, _COLUMNS)
    if reasons:
        return values, components, reasons
    earned = sum((amount for _, is_deduction, amount in components if not is_deduction), Decimal(0))
    deducted = sum((amount for _, is_deduction, amount in components if is_deduction), Decimal(0))
    for key, total, words in (
        ("net_pay", earned - deducted, "earnings less deductions differ"),
        ("gross_pay", earned, "earnings differ"),
    ):
        difference = round(total - values[key], CENT_PLACES)
        if difference:
            reasons.append(f"{layout.headers[key]}: {words} from it by {difference}")
    return values, components, reasons


def _is_long(header: Row) -> bool:
    """Return whether a header is that of a long register: it has a column of components and one of amounts."""
    words = {header_text(cell) for cell in header}
    return all(words & set(_LONG_COLUMNS[key].headers) for key in ("component", "amount"))


def _check_required(name: str, found: Collection[str], columns: Mapping[str, _Column]) -> None:
    """Refuse a register that lacks a column."""
    missing = [key for key, known in columns.items() if known.is_required and key not in found]
    if missing:
        wanted = ", ".join(columns[key].headers[0].title() for key in missing)
        raise SourceError(
            SOURCE, f"{name}, column {wanted}", "the file has no such column", "add it to the register"
        )


def _parquet_header(name: str, path: Path) -> Row:
    """Return the columns of a parquet file."""
    try:
        names: list[str] = pq.read_schema(path).names
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            SOURCE, name, "the file cannot be opened as parquet: it is damaged or cut short", "write it again"
        ) from error
    return names


def _parquet_cells(path: Path) -> list[Row]:
    """Return a parquet file as the cells of a sheet, the header first."""
    table = pq.read_table(path)
    columns = [[_cell(value) for value in column.to_pylist()] for column in table.columns]
    return [table.column_names, *zip(*columns)]


def _cell(value: Any) -> Any:
    """Return a value of a parquet file as a cell."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return (value.strip() or None) if isinstance(value, str) else value


def _fits(amount: Decimal) -> bool:
    """Return whether an amount has no more digits than land."""
    try:
        pa.array([amount], long.MONEY)
    except pa.ArrowException:
        return False
    return True


def _month(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a register is the register of; a later one of the same replaces it."""
    return (record["company"], record["period_start"], record["period_end"], header_text(record.get("run")))


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
    _check_period(
        name, layout.headers["period_end"], {key: next(iter(seen)) for key, seen in periods.items()}
    )


def _check_period(name: str, title: str, record: Mapping[str, Any]) -> None:
    """Refuse a register whose period ends before it starts."""
    start: date = record["period_start"]
    end: date = record["period_end"]
    if end < start:
        raise SourceError(SOURCE, f"{name}, column {title}", "the period ends before it starts", "correct it")
