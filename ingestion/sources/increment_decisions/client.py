"""Reads workbooks that came back with decisions: whole or not at all, a row by its hidden columns.

Belongs here: which files are new, where the columns of a workbook are, what makes a file or a row impossible to
take. Does not belong here: whether a decision may stand: caps, budgets and who is in the pack (the marts).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from ingestion.cells import Cell, CellError, Row, as_decimal, as_rate, as_text, header_text
from ingestion.errors import SourceError
from ingestion.sheets import read_sheets

SOURCE = "increment_decisions"
SHEET = "Recommendations"
HEADER_SEARCH_ROWS = 20
RATE_PLACES = 4
LONGEST_REASON = 1_000


class IncrementDecisionsConfig(BaseModel):
    """Settings of a folder of decided workbooks.

    Attributes:
        folder: where the workbooks lie that came back.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path


@dataclass(frozen=True)
class _Form:
    """What a kind of workbook has: its columns by field, and the words of its decisions."""

    headers: Mapping[str, str]
    decisions: tuple[str, ...]


_IDS = {
    "company": "company",
    "cycle": "cycle",
    "person_key": "person key",
    "row_check": "row check",
    "release": "release",
    "workbook": "workbook",
}
_FORMS: Mapping[str, _Form] = {
    "increments": _Form(
        {
            **_IDS,
            "base_amount": "base pay",
            "recommended_amount": "increment",
            "lump_sum_amount": "lump sum",
            "decision": "decision",
            "decided_rate": "decided rate",
            "reason": "why",
        },
        ("accept", "change", "decline"),
    ),
    "promotions": _Form(
        {
            **_IDS,
            "recommended_amount": "cost of next level",
            "decision": "decision",
            "reason": "why",
        },
        ("accept", "defer", "decline"),
    ),
}
"""Workbooks by the delivery they are of."""

_READ: Mapping[str, Callable[[Cell], Any]] = {
    "base_amount": as_decimal,
    "recommended_amount": as_decimal,
    "lump_sum_amount": as_decimal,
    "decided_rate": as_rate,
}


@dataclass(frozen=True)
class _Sheet:
    """The sheet of a workbook that holds the decisions: where its columns are, and its rows below the header."""

    form: _Form
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Row]]


@dataclass(frozen=True)
class _Book:
    """A workbook that was read: its row of `decision_files`, and its rows."""

    record: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]


class DecisionReader:
    """Reads a folder once; the three tables are the workbooks taken, their rows, and the files refused."""

    def __init__(
        self,
        config: IncrementDecisionsConfig,
        taken: Callable[[], Mapping[str, Mapping[str, Any]]] = dict,
        refused: Callable[[], Sequence[Mapping[str, Any]]] = list,
    ) -> None:
        """Prepare reading; nothing is opened yet.

        Args:
            config: the settings.
            taken: returns, per SHA-256, the `decision_files` row of each workbook that landed whole earlier.
            refused: returns the `refused_files` rows that are known as being in the folder.
        """
        self._folder = config.folder
        self._taken = taken
        self._refused = refused

    def files(self) -> Iterator[Mapping[str, Any]]:
        """Yield a row per workbook that is new."""
        for book in self._read[0]:
            yield book.record

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Yield the rows of every workbook that is new."""
        for book in self._read[0]:
            yield from book.rows

    def refused(self) -> Iterator[Mapping[str, Any]]:
        """Yield a row per file of which nothing can be taken, and per such file that is no longer there."""
        now = self._read[1]
        yield from now.values()
        for row in self._refused():
            if row["file_hash"] not in now:
                yield {**row, "is_in_folder": False}

    @cached_property
    def _read(self) -> tuple[list[_Book], dict[str, Mapping[str, Any]]]:
        """The new workbooks, and the refused files by SHA-256, in the order of the files' names."""
        taken = self._taken()
        books: dict[str, _Book] = {}
        refused: dict[str, Mapping[str, Any]] = {}
        for path in self._files():
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if digest in taken or digest in books or digest in refused:
                continue
            try:
                books[digest] = _book(path.name, digest, content)
            except SourceError as error:
                refused[digest] = _refusal(digest, path.name, error.problem, error.remedy)
        for digest, others in _rivals(books).items():
            name = str(books.pop(digest).record["file_name"])
            refused[digest] = _refusal(
                digest,
                name,
                f"it is new like {', '.join(others)}, and both are the same workbook, so nobody can tell which counts",
                "take the one away that was replaced",
            )
        return list(books.values()), refused

    def _files(self) -> list[Path]:
        """The files of the folder in the order of their names, without those that programs leave there."""
        if not self._folder.is_dir():
            raise SourceError(
                SOURCE, "folder", f"there is no folder {self._folder}", "make it, or correct the setting"
            )
        entries = sorted(self._folder.iterdir())
        return [p for p in entries if p.is_file() and not p.name.startswith((".", "~$"))]


def _rivals(books: Mapping[str, _Book]) -> dict[str, list[str]]:
    """Return, per SHA-256 of a workbook of which several are new at once, the names of the others."""
    found = {}
    for digest, book in books.items():
        others = [
            str(other.record["file_name"])
            for other in books.values()
            if other is not book and other.record["workbook_id"] == book.record["workbook_id"]
        ]
        if others:
            found[digest] = others
    return found


def _refusal(digest: str, name: str, problem: str, remedy: str) -> Mapping[str, Any]:
    return {
        "file_hash": digest,
        "file_name": name,
        "problem": problem,
        "remedy": remedy,
        "is_in_folder": True,
    }


def _book(name: str, digest: str, content: bytes) -> _Book:
    """Read a workbook.

    Raises:
        SourceError: when nothing of it can be taken.
    """
    if not name.lower().endswith(".xlsx"):
        raise SourceError(
            SOURCE, name, "the file is no xlsx workbook", "save it as xlsx, or take it out of the folder"
        )
    sheets = read_sheets(SOURCE, name, content)
    if SHEET not in sheets:
        raise SourceError(
            SOURCE,
            name,
            f"it has no sheet {SHEET}",
            "send the workbook that Meritline made, with all its sheets",
        )
    sheet = _sheet(name, sheets[SHEET])
    read = [(number, row, _ids(row, sheet.columns)) for number, row in sheet.rows]
    origins = Counter(ids["origin"] for _, _, ids in read if ids["origin"] is not None)
    if not origins or 2 * max(origins.values()) <= sum(origins.values()):
        raise SourceError(
            SOURCE,
            name,
            "its hidden columns Release and Workbook do not say which workbook it is",
            "send the workbook that Meritline made, without rows of another",
        )
    origin = origins.most_common(1)[0][0]
    rows = [_decision(digest, number, row, ids, origin, sheet) for number, row, ids in read]
    _mark_repeated(rows)
    release_id, workbook_id = origin
    return _Book(
        {
            "file_hash": digest,
            "file_name": name,
            "workbook_id": workbook_id,
            "release_id": release_id,
            "row_count": len(rows),
        },
        rows,
    )


def _sheet(name: str, rows: Sequence[Row]) -> _Sheet:
    """Find the columns of a sheet by their headers, wherever they stand.

    Raises:
        SourceError: when one is missing or stands there twice.
    """
    for at, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        headers = [header_text(re.sub(r"\([^)]*\)\s*$", "", str(cell))) if cell else "" for cell in row]
        if _IDS["row_check"] not in headers and _IDS["person_key"] not in headers:
            continue
        form = _FORMS["increments" if "decided rate" in headers else "promotions"]
        missing = [header for header in form.headers.values() if headers.count(header) != 1]
        if missing:
            raise SourceError(
                SOURCE,
                name,
                f"the sheet {SHEET} does not have the column {missing[0]} exactly once",
                "leave the headers as Meritline wrote them",
            )
        columns = {field: headers.index(header) for field, header in form.headers.items()}
        below = [(number, cells) for number, cells in enumerate(rows[at + 1 :], start=at + 2)]
        kept = [(n, cells) for n, cells in below if _is_filled(cells, columns, form)]
        if not kept:
            raise SourceError(
                SOURCE, name, f"the sheet {SHEET} holds no row", "send the workbook that Meritline made"
            )
        return _Sheet(form, columns, kept)
    raise SourceError(
        SOURCE,
        name,
        f"the sheet {SHEET} has no hidden columns Person key and Row check",
        "decide in the workbook that Meritline made; a copy of its visible cells cannot be read back",
    )


def _is_filled(row: Row, columns: Mapping[str, int], form: _Form) -> bool:
    """Return whether a row says whose it is or decides something; what else stands below a table is a note."""
    telling = ("person_key", "row_check", "decision", "decided_rate", "reason")
    return any(_cell(row, columns[field]) is not None for field in telling if field in form.headers)


def _cell(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else None


def _ids(row: Row, columns: Mapping[str, int]) -> dict[str, Any]:
    """Return the hidden and visible columns that say whose row it is; None where a cell holds no text."""
    found: dict[str, Any] = {}
    for field in _IDS:
        try:
            found[field] = as_text(_cell(row, columns[field]))
        except CellError:
            found[field] = None
    has_origin = found["release"] is not None and found["workbook"] is not None
    found["origin"] = (found["release"], found["workbook"]) if has_origin else None
    return found


def _decision(
    digest: str,
    number: int,
    row: Row,
    ids: Mapping[str, Any],
    origin: tuple[str, str],
    sheet: _Sheet,
) -> dict[str, Any]:
    """Return one row as it lands."""
    made: dict[str, Any] = {
        "file_hash": digest,
        "row_number": number,
        **{field: ids[field] for field in ("company", "cycle", "person_key", "row_check")},
    }
    if None in (ids["company"], ids["cycle"], ids["person_key"], ids["row_check"]):
        return made | _problem("row_without_person", "its hidden columns do not say whose row it is")
    if ids["origin"] != origin:
        return made | _problem("row_of_another_workbook", "it comes from another workbook or release")
    read: dict[str, Any] = {}
    for field, header in sheet.form.headers.items():
        cell = _cell(row, sheet.columns[field])
        if field in _IDS or cell is None:
            continue
        try:
            read[field] = _READ.get(field, as_text)(cell)
        except CellError as error:
            return made | _problem("unreadable_cell", f"column {header.capitalize()} {error}")
    return made | _checked(read, sheet.form)


def _checked(read: dict[str, Any], form: _Form) -> dict[str, Any]:
    """Return what was read of a row, or its problem."""
    decision = str(read.get("decision", "")).lower()
    if decision and decision not in form.decisions:
        words = ", ".join(word.capitalize() for word in form.decisions)
        return _problem("unreadable_cell", f"column Decision holds none of {words}")
    rate = read.get("decided_rate")
    if rate is not None and rate != round(rate, RATE_PLACES):
        return _problem(
            "unreadable_cell", "column Decided rate has more than two decimals of a percent; round it"
        )
    for field in ("base_amount", "recommended_amount", "lump_sum_amount"):
        if field in read and read[field] != round(read[field], 2):
            return _problem("row_edited", "an amount has more than two decimals")
    if len(str(read.get("reason", ""))) > LONGEST_REASON:
        return _problem("unreadable_cell", f"column Why is longer than {LONGEST_REASON:,} characters")
    amounts = {k: Decimal(v) for k, v in read.items() if k.endswith("_amount")}
    return {**read, **amounts, "decision": decision or None}


def _problem(problem: str, text: str) -> dict[str, Any]:
    return {"problem": problem, "problem_text": text}


def _mark_repeated(rows: list[dict[str, Any]]) -> None:
    """Mark every row of a person who stands in a workbook more than once: nobody can tell which one is meant."""
    places: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if row["person_key"] is not None:
            places.setdefault((row["company"], row["cycle"], row["person_key"]), []).append(row)
    for same in places.values():
        if len(same) < 2:
            continue
        numbers = " and ".join(str(row["row_number"]) for row in same)
        for row in same:
            for field in ("decision", "decided_rate", "reason"):
                row[field] = None
            row |= _problem("row_twice", f"the person stands in rows {numbers}")
