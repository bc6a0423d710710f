"""From rows of foreign or own columns to rows of the contract's entities, with every problem of every row.

Belongs here: reading the cells of a row as an entity's fields, closed lists, digits that land, rows that repeat
a key, and problems told as a person wants them. Does not belong here: opening files, the YAML of a mapping
(`mapping.py`), what happens to a row that is rejected.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import pyarrow as pa

from ingestion.cells import (
    PLAIN,
    READINGS,
    Cell,
    CellError,
    Notation,
    Row,
    Shown,
    Unread,
    as_decimal,
    as_int,
    clean,
)
from ingestion.contract.fields import Choice
from ingestion.quarantine import Unreadable
from ingestion.record import Record
from ingestion.rows import DECIMAL_DIGITS, record_schema

RANGES_TOLD = 8
GROUPS_TOLD = 20
_LARGEST_INT = 2**63


@dataclass(frozen=True)
class Field:
    """How one field of an entity is read from a cell.

    Attributes:
        name: its name.
        kind: one of the types in `ingestion.cells.READINGS`.
        choices: the only values that it may hold; empty: any.
        places: decimal places it lands with; None for fields that are no decimals.
        is_required: whether every row holds it.
        default: what an empty cell means.
        description: what it means, in the contract's words.
        example: a believable value.
    """

    name: str
    kind: type
    choices: tuple[str, ...]
    places: int | None
    is_required: bool
    default: Any
    description: str
    example: Any

    def read(self, cell: Cell, notation: Notation = PLAIN) -> Any:
        """Return a cell's value in this field.

        Raises:
            CellError: when it cannot land here; the text goes after "column x".
        """
        value = READINGS[self.kind](cell, notation)
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        """Refuse a value outside the closed list, or one with more digits than land.

        Raises:
            CellError: saying which.
        """
        if self.choices and value not in self.choices:
            raise CellError(f"is none of {', '.join(self.choices)}")
        if self.places is not None:
            if value.adjusted() >= DECIMAL_DIGITS - self.places and value:
                raise CellError(f"has more than {DECIMAL_DIGITS - self.places} digits before the point")
            if value.as_tuple().exponent < -self.places and value != round(value, self.places):
                raise CellError(f"has more than {self.places} decimal places")
        if self.kind is int and not -_LARGEST_INT <= value < _LARGEST_INT:
            raise CellError("has too many digits")


@cache
def fields_of(record: type[Record]) -> Mapping[str, Field]:
    """Return an entity's fields by name, in its order."""
    schema = record_schema(record)
    fields: dict[str, Field] = {}
    for name, info in record.model_fields.items():
        kind, choices = _kind(info.annotation, info.metadata)
        landed = schema.field(name).type
        fields[name] = Field(
            name,
            kind,
            choices,
            landed.scale if pa.types.is_decimal(landed) else None,
            info.is_required(),
            None if info.is_required() else info.default,
            info.description or "",
            info.examples[0] if info.examples else None,
        )
    return fields


def _kind(annotation: Any, marks: Sequence[Any]) -> tuple[type, tuple[str, ...]]:
    """Return the type below an annotation, and its closed list."""
    found = next((mark.values for mark in marks if isinstance(mark, Choice)), ())
    while annotation not in READINGS:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            found = next((mark.values for mark in more if isinstance(mark, Choice)), found)
        else:
            annotation = next(part for part in get_args(annotation) if part is not type(None))
    return annotation, found


@dataclass(frozen=True)
class Rule:
    """Where a field's value comes from: from columns, from a constant, or from the row's number.

    Attributes:
        columns: the columns whose cells, joined, are the value; usually one.
        joined_by: what stands between joined cells.
        constant: the same value for every row, in the field's type.
        row: a text in which {row} or {row:06} stands for the row's number among the data rows, from 1.
        values: what each word of the column means; a word that is not among them is a problem.
        empty: words of the column that stand for no value.
        is_percent: whether the column counts in percent and the field as a ratio.
        is_whole: whether a number such as 17.0 is the identifier 17.
    """

    columns: tuple[str, ...] = ()
    joined_by: str = " "
    constant: Any = None
    row: str = ""
    values: Mapping[str, str | None] | None = None
    empty: tuple[str, ...] = ()
    is_percent: bool = False
    is_whole: bool = False

    @property
    def title(self) -> str:
        """The columns as a problem names them."""
        return "+".join(self.columns)

    def value(self, cells: Mapping[str, Cell], place: int, target: Field, notation: Notation) -> Any:
        """Return a row's value of a field; None when the cells are empty.

        Args:
            cells: the row's cells by column.
            place: the row's number among the data rows.
            target: the field.
            notation: how the file writes dates and numbers.

        Raises:
            CellError: when it cannot be read.
        """
        if self.row:
            return self.row.format(row=place)
        if not self.columns:
            return self.constant
        if len(self.columns) > 1:
            parts = [words_of(cells[name]) for name in self.columns if cells[name] is not None]
            cell: Cell = self.joined_by.join(part for part in parts if part not in notation.empty) or None
        else:
            cell = cells[self.columns[0]]
        if cell is None:
            return None
        if notation.empty or self.empty or self.values is not None:
            words = words_of(cell)
            if words in notation.empty or words in self.empty:
                return None
            if self.values is not None:
                if words not in self.values:
                    raise CellError(f"is none of {', '.join(self.values)}, which the mapping names")
                cell, notation = self.values[words], PLAIN
                if cell is None:
                    return None
        if self.is_percent:
            cell = as_decimal(cell, notation) / 100
        if self.is_whole:
            cell = str(as_int(cell, notation))
        return target.read(cell, notation)


def words_of(cell: Cell) -> str:
    """Return a cell as the text that a filter or a list of values compares with; "" for an empty one.

    Raises:
        CellError: when the file does not hold its value.
    """
    if cell is None:
        return ""
    if isinstance(cell, Unread):
        raise CellError(cell.problem)
    if isinstance(cell, Shown):
        return cell.text
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float | Decimal):
        return format(as_decimal(cell).normalize(), "f")
    return cell.isoformat() if isinstance(cell, date | time) else cell


@dataclass(frozen=True)
class Fill:
    """How the rows of a file or table become rows of one entity.

    Attributes:
        record: the entity.
        rules: per field that is filled, where its value comes from.
        where: column and word that a row must hold to be taken; an empty word asks for an empty cell.
        is_distinct: whether equal rows are one, and rows without any of the values none: for units, jobs.
    """

    record: type[Record]
    rules: Mapping[str, Rule]
    where: Mapping[str, str] = field(default_factory=dict)
    is_distinct: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads, each once."""
        read = [name for rule in self.rules.values() for name in rule.columns]
        return tuple(dict.fromkeys([*self.where, *read]))


@dataclass
class Entry:
    """One row of an entity, as read.

    Attributes:
        file: name of the file or table that it comes from.
        row: its number there, as a person counts.
        values: the fields that could be read.
        reasons: why it does not land, as "column x is empty"; empty when it does.
        unread: the fields that could not be read.
    """

    file: str
    row: int
    values: dict[str, Any]
    reasons: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def read_entries(
    fill: Fill, file: str, header: Sequence[str | None], rows: Iterable[tuple[int, Row]], notation: Notation
) -> Iterator[Entry]:
    """Yield the rows of one entity that stand in a file, readable or not.

    Args:
        fill: the entity and its rules; every column they name is in the header.
        file: name of the file, for the entries.
        header: the columns' names; None for a column without one.
        rows: the data rows with their numbers in the file.
        notation: how the file writes dates and numbers.
    """
    at = {name: index for index, name in enumerate(header) if name is not None}
    used = [(name, at[name]) for name in fill.columns]
    from_columns = [name for rule in fill.rules.values() for name in rule.columns]
    fields = fields_of(fill.record)
    seen: set[tuple[Any, ...]] = set()
    for place, (number, row) in enumerate(rows, 1):
        cells: dict[str, Cell] = {name: row[index] if index < len(row) else None for name, index in used}
        entry = Entry(file, number, {})
        if not _is_meant(fill, cells, entry):
            continue
        if fill.is_distinct and from_columns and all(cells[name] is None for name in from_columns):
            continue
        is_shifted = any(cell is not None for cell in row[len(header) :])
        if is_shifted:
            entry.reasons.append("there are more cells than columns")
        for name, rule in fill.rules.items():
            target = fields[name]
            try:
                value = rule.value(cells, place, target, notation)
                if value is None and target.is_required:
                    raise CellError("is empty")
                if value is not None:
                    entry.values[name] = value
            except CellError as error:
                title = rule.title if rule.title in ("", name) else f"{rule.title} ({name})"
                entry.reasons.append(f"column {title or name} {error}")
                entry.unread.add(name)
        if is_shifted:  # Nobody knows which cell belongs to which column, not even those of the key.
            entry.values.clear()
            entry.unread.update(fields)
        if fill.is_distinct:
            same = (*(entry.values.get(name) for name in fill.rules), *entry.reasons)
            if same in seen:
                continue
            seen.add(same)
        yield entry


def _is_meant(fill: Fill, cells: Mapping[str, Cell], entry: Entry) -> bool:
    """Return whether a row passes the filters; one whose filter cannot be read does, with the reason."""
    for name, wanted in fill.where.items():
        try:
            if words_of(cells[name]) != wanted:
                return False
        except CellError as error:
            entry.reasons.append(f"column {name} {error}")
    return True


def reject_repeats(record: type[Record], entries: Iterable[Entry]) -> None:
    """Reject rows that repeat a key: of equal rows all but the first, of different ones all.

    Which of several different rows is right nobody can tell here, so none of them lands.

    Args:
        record: the entity.
        entries: its rows from all files; those that are rejected already are left alone.
    """
    fields = fields_of(record)
    by_key: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in entries:
        if not entry.reasons:
            key = tuple(entry.values.get(name, fields[name].default) for name in record.key)
            by_key.setdefault(key, []).append(entry)
    for same in by_key.values():
        if len(same) == 1:
            continue
        first, second = same[0], same[1]
        differ = any(entry.values != first.values for entry in same[1:])
        for entry in same if differ else same[1:]:
            other = second if entry is first else first
            where = f"row {other.row}" if other.file == entry.file else f"row {other.row} of {other.file}"
            what = f"names the same as {where}, with other values" if differ else f"repeats {where}"
            entry.reasons.append(f"column {'+'.join(record.key)} {what}")


def as_rows(record: type[Record], entries: Iterable[Entry]) -> Iterator[Mapping[str, Any] | Unreadable]:
    """Yield entries as a reader of a source yields rows.

    A rejected row carries the fields that its key needs, so that its earlier landed version stays.
    """
    fields = fields_of(record)
    for entry in entries:
        if not entry.reasons:
            yield entry.values
            continue
        defaults = {
            name: fields[name].default
            for name in record.key
            if not fields[name].is_required and name not in entry.unread
        }
        yield Unreadable(defaults | entry.values, "; ".join(entry.reasons))


def cell_reader(record: type[Record]) -> Callable[[Mapping[str, Any]], Mapping[str, Any] | Unreadable]:
    """Return what reads a row whose values are not plainly those of its fields, as the cells of a file are read."""
    fields = fields_of(record)

    def read(row: Mapping[str, Any]) -> Mapping[str, Any] | Unreadable:
        values: dict[str, Any] = {}
        reasons: list[str] = []
        for name, cell in row.items():
            try:
                cleaned = clean(cell) if isinstance(cell, str) else cell
                if cleaned is not None:
                    values[name] = fields[name].read(cleaned)
                elif fields[name].is_required:
                    raise CellError("is empty")
            except CellError as error:
                reasons.append(f"column {name} {error}")
        return Unreadable(values, "; ".join(reasons)) if reasons else values

    return read


def told(problems: Iterable[tuple[int, str]]) -> str:
    """Return problems by row as a person wants them: each once, with its rows as `rows 3, 7-12`.

    Args:
        problems: row number and problem; the commonest is told first.
    """
    rows: dict[str, list[int]] = {}
    for number, problem in problems:
        rows.setdefault(problem, []).append(number)
    ordered = sorted(rows.items(), key=lambda item: (-len(item[1]), item[1][0]))
    parts = [f"{problem} ({_ranges(numbers)})" for problem, numbers in ordered[:GROUPS_TOLD]]
    if len(ordered) > GROUPS_TOLD:
        parts.append(f"and {len(ordered) - GROUPS_TOLD} more problems")
    return "; ".join(parts)


def _ranges(numbers: Sequence[int]) -> str:
    """Return row numbers as `row 3` or `rows 3, 7-12 and 40 more`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"{first}-{last}" if last > first else str(first) for first, last in runs[:RANGES_TOLD]]
    rest = sum(last - first + 1 for first, last in runs[RANGES_TOLD:])
    text = ", ".join(shown) + (f" and {rest} more" if rest else "")
    return f"row {text}" if len(runs) == 1 and runs[0][0] == runs[0][1] else f"rows {text}"


def own_fill(record: type[Record], header: Sequence[str | None]) -> Fill:
    """Return the fill of a file whose columns are named as the entity's fields."""
    return Fill(record, {name: Rule((name,)) for name in record.model_fields if name in header})


def with_separator(notation: Notation, separator: str) -> Notation:
    """Return a notation for a csv file with a separator: with semicolons, 1,234 may be a fraction."""
    return replace(notation, is_comma_doubtful=separator == ";")
