"""Reads a folder of files in the canonical contract, and of files whose headers a mapping explains.

Belongs here: which file is read as what, every problem of every file told at once, rejected rows beside the file.
Does not belong here: fields (`ingestion.contract`), formats (`formats.py`), the destination.
"""

import csv
import difflib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from ingestion.cells import PLAIN, Cell, Notation, Shown, Unread, header_text
from ingestion.columnar import Columnar, from_files
from ingestion.contract.mapping import Foreign, read_mapping
from ingestion.contract.reading import (
    Entry,
    Fill,
    as_rows,
    cell_reader,
    fields_of,
    own_fill,
    read_entries,
    reject_repeats,
    told,
    with_separator,
)
from ingestion.contract.templates import example_row
from ingestion.errors import SourceError
from ingestion.guards import Limits, check_unreadable
from ingestion.quarantine import Unreadable
from ingestion.record import Record
from ingestion.sheets import COMMENT, Form, is_comment
from ingestion.sources.canonical_files.formats import (
    ENDINGS,
    FileRows,
    header_names,
    headless,
    read_columns,
    read_file,
)
from ingestion.sql import quoted

log = logging.getLogger(__name__)

SOURCE = "canonical_files"
MAPPING = "mapping.yml"
REJECTED = ".rejected.csv"
PROBLEMS_TOLD = 20
LARGE_ROWS = 200_000
"""Rows of parquet above which a table is judged column by column."""
_MISTAKEN_ENDINGS = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".txt", ".json", ".gz", ".zip")


class CanonicalFilesConfig(BaseModel):
    """Settings of a folder of canonical files.

    Attributes:
        folder: where the files lie; a table without a file lands empty.
        mapping_file: the YAML that explains files with foreign headers; None: `mapping.yml` in the folder, if
            it is there.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path
    mapping_file: Path | None = None


@dataclass
class _File:
    """A file of the folder.

    Attributes:
        path: the file.
        record: the entity it holds; None for one with foreign headers.
        foreign: how its headers are explained; None for one in the contract's own words.
        content: header and rows, once it was read.
        entries: the entities' rows that stand in it.
        problems: what stops the load.
    """

    path: Path
    record: type[Record] | None = None
    foreign: Foreign | None = None
    content: FileRows = field(default_factory=lambda: FileRows((), []))
    entries: dict[type[Record], list[Entry]] = field(default_factory=dict)
    problems: list[SourceError] = field(default_factory=list)

    @property
    def rejected_path(self) -> Path:
        """Where its rejected rows are written."""
        return self.path.with_name(self.path.stem + REJECTED)

    def rejected(self) -> Iterator[tuple[int, str]]:
        """Yield row number and problem of everything that is wrong with its rows."""
        for record, entries in self.entries.items():
            prefix = "" if self.record else f"{record.table}: "
            for entry in entries:
                for reason in entry.reasons:
                    yield entry.row, f"{prefix}{reason}"

    def refuse(self, place: str, problem: str, remedy: str) -> None:
        """Note a problem that stops the load."""
        self.problems.append(SourceError(SOURCE, f"{self.path.name}{place}", problem, remedy))


class CanonicalReader:
    """Reads one folder, once."""

    def __init__(
        self, config: CanonicalFilesConfig, records: Sequence[type[Record]], limits: Limits | None = None
    ) -> None:
        """Prepare reading; nothing is opened yet.

        Args:
            config: the settings.
            records: the record classes whose tables the folder may hold.
            limits: how many rows of a file may be unreadable before the load stops.
        """
        self._folder = config.folder
        self._mapping = config.mapping_file
        self._records = {record.table: record for record in records}
        self._limits = limits or Limits()
        self._large: dict[type[Record], tuple[list[Path], dict[str, str]]] = {}

    def read(self, record: type[Record]) -> Iterable[Mapping[str, Any] | Unreadable] | Columnar:
        """Return the rows of one table from all files that fill it, typed; none when there is no file.

        A table that arrives as large parquet files is handed on as columns; its rejected rows are in quarantine.

        The first call reads the whole folder, writes the rejected rows beside each file, and logs what is wrong
        with them by file, row and column.

        Raises:
            SourceError: naming every problem of every file that stops the load.
        """
        rows = as_rows(record, self._entries.get(record, ()))
        large = self._large.get(record)
        if large is None:
            return rows
        paths, fields = large
        return replace(from_files(paths, fields), read=cell_reader(record))

    @cached_property
    def _entries(self) -> Mapping[type[Record], list[Entry]]:
        """The rows of every table, readable or not."""
        files, problems = self._files()
        for record in self._records.values():
            self._take_columns(record, files)
        for file in files:
            try:
                if file.record not in self._large and not file.problems:
                    self._read(file)
            except SourceError as error:
                file.problems.append(error)
        by_record: dict[type[Record], list[Entry]] = {}
        for file in files:
            for record, entries in file.entries.items():
                by_record.setdefault(record, []).extend(entries)
        for record, entries in by_record.items():
            reject_repeats(record, entries)
        self._forget_rejected()
        for file in files:
            if not file.problems:
                self._judge(file)
            problems += file.problems
        if problems:
            raise _as_one(problems)
        return by_record

    def _files(self) -> tuple[list[_File], list[SourceError]]:
        """Return the files to read in the order of their names, and what is wrong with the folder itself."""
        if not self._folder.is_dir():
            raise SourceError(
                SOURCE, "folder", f"there is no folder {self._folder}", "make it, or correct the setting"
            )
        mapping = self._mapping or self._folder / MAPPING
        foreign = read_mapping(SOURCE, mapping, "files") if self._mapping or mapping.exists() else {}
        files: list[_File] = []
        problems: list[SourceError] = []
        stems: dict[str, str] = {}
        for path in sorted(self._folder.iterdir()):
            ending = path.suffix.lower()
            if path.name.startswith((".", "~$")) or path.name.lower().endswith(REJECTED) or path.is_dir():
                continue
            record = self._records.get(path.stem.partition(".")[0])
            declared = foreign.get(path.name)
            if declared and ending in ENDINGS:
                files.append(_File(path, None if declared.fills else record, declared))
            elif ending in ENDINGS and record is not None:
                files.append(_File(path, record))
            elif ending in ENDINGS:
                problems.append(self._stranger(path))
                continue
            elif ending in _MISTAKEN_ENDINGS:
                problems.append(
                    SourceError(
                        SOURCE, path.name, f"a file {ending} is not read", "save it as xlsx or as CSV UTF-8"
                    )
                )
                continue
            else:
                continue
            other = stems.setdefault(path.stem, path.name)
            if other != path.name:
                problems.append(
                    SourceError(
                        SOURCE, f"{other} and {path.name}", "they hold the same table", "keep one of the two"
                    )
                )
        missing = sorted(foreign.keys() - {file.path.name for file in files})
        if missing:
            problems.append(
                SourceError(
                    SOURCE,
                    ", ".join(missing),
                    "the mapping names it, and it is not in the folder",
                    "put it there, or take it out of the mapping",
                )
            )
        return files, problems

    def _stranger(self, path: Path) -> SourceError:
        """Return why a file with a name that no table has stops the load: it would be forgotten."""
        near = difflib.get_close_matches(path.stem, list(self._records), 1)
        remedy = (
            f"name it {near[0]}{path.suffix}"
            if near
            else "name it after a table (`meritline template --list`)"
        )
        return SourceError(
            SOURCE, path.name, "no table has this name", f"{remedy}, or explain it in {MAPPING}"
        )

    def _read(self, file: _File) -> None:
        """Read one file; what is wrong with its columns is noted, what is wrong with its rows is in its entries."""
        foreign = file.foreign
        form = Form(
            foreign.encoding if foreign else None,
            foreign.separator if foreign else None,
            file.record is not None,
        )
        table = file.record.table if file.record else file.path.stem
        declared = (foreign.sheet, foreign.header) if foreign else (None, None)
        file.content = read_file(SOURCE, file.path, form, table, *declared)
        if any(isinstance(cell, Unread) for cell in file.content.header):
            problem = next(cell.problem for cell in file.content.header if isinstance(cell, Unread))
            file.refuse(
                ", header", f"a cell of it {problem}", "write every header as plain text in its own cell"
            )
            return
        header = header_names(file.content.header)
        if file.record is not None:
            header = [None if name is None else header_text(name).replace(" ", "_") for name in header]
        if not self._has_right_columns(file, header):
            return
        notation = with_separator(foreign.notation if foreign else PLAIN, file.content.separator)
        if file.record is not None:
            fill = own_fill(file.record, header)
            self._read_own(file, fill, header, notation)
            return
        assert foreign is not None
        for fill in foreign.fills:
            entries = file.entries.setdefault(fill.record, [])
            entries.extend(read_entries(fill, file.path.name, header, file.content.rows, notation))

    def _take_columns(self, record: type[Record], files: Sequence[_File]) -> None:
        """Take a table as columns when nothing but large parquet files with the same columns hold it."""
        own = [file for file in files if file.record is record]
        if not own or any(file.path.suffix.lower() != ".parquet" for file in own):
            return
        if any(file.foreign and record in (fill.record for fill in file.foreign.fills) for file in files):
            return
        try:
            found = [read_columns(SOURCE, file.path) for file in own]
        except SourceError:
            return  # Reading the rows will tell which file, and every other problem too.
        titles = found[0][0]
        if sum(rows for _, rows in found) <= LARGE_ROWS or any(names != titles for names, _ in found):
            return
        header = [header_text(name).replace(" ", "_") for name in titles]
        own[0].content = FileRows(titles, [])
        if self._has_right_columns(own[0], header):
            fields = {name: quoted(title) for name, title in zip(header, titles)}
            self._large[record] = ([file.path for file in own], fields)

    def _read_own(self, file: _File, fill: Fill, header: Sequence[str | None], notation: Notation) -> None:
        """Read the rows of a file in the contract's own words, without the example that its template left in it."""
        comments = {number for number, row in file.content.rows if is_comment(row[0])}
        example = example_row(fill) if comments else {}
        rows = []
        for number, row in file.content.rows:
            if number in comments:
                bare = [str(row[0]).removeprefix(COMMENT).strip() or None, *row[1:]]
                entry = next(read_entries(fill, "", header, [(number, bare)], notation))
                if not entry.reasons and entry.values == example:
                    continue
            rows.append((number, row))
        file.content = replace(file.content, rows=rows)
        entries = file.entries[fill.record] = list(read_entries(fill, file.path.name, header, rows, notation))
        for entry in entries:
            if entry.row in comments:
                entry.reasons = ["it begins with #, like a comment; comments stand above the header"]
                entry.values.clear()
                entry.unread.update(fields_of(fill.record))

    def _has_right_columns(self, file: _File, header: Sequence[str | None]) -> bool:
        """Note what is wrong with the columns of a file; return whether nothing is."""
        titles = header_names(file.content.header)
        twice = sorted(
            {str(titles[at]) for at, name in enumerate(header) if name and header.index(name) < at}
        )
        if file.record is None:
            assert file.foreign is not None
            used = file.foreign.columns
            for problem, remedy in file.foreign.problems(header):
                file.refuse("", problem, remedy)
            twice = [name for name in twice if name in used]
        else:
            self._check_own_columns(file, file.record, header, titles)
        if file.problems:
            return False
        if twice:
            file.refuse(
                f", column {', '.join(twice)}", "the column stands there twice", "keep one of the two"
            )
        blank = headless(file.content.header, file.content.rows)
        if blank:
            file.refuse(
                f", column {', '.join(blank)}",
                "it holds values and has no header",
                "write the header, or clear it",
            )
        return not file.problems

    def _check_own_columns(
        self, file: _File, record: type[Record], header: Sequence[str | None], titles: Sequence[str | None]
    ) -> None:
        """Note columns that the entity does not have, and needed ones that are not there."""
        fields = record.model_fields
        if not set(fields) & set(header):
            # What stands there instead may be the first row of the data, so it is not told.
            file.refuse(
                ", header",
                "not one of its cells is the name of a column",
                f"write the header; the columns are {', '.join(fields)}",
            )
            return
        needed = [name for name, info in fields.items() if info.is_required() and name not in header]
        unknown = [
            f"{title}{_nearest(name, fields)}"
            for name, title in zip(header, titles)
            if name is not None and name not in fields
        ]
        if needed:
            file.refuse(f", column {', '.join(needed)}", "the file has no such column", "add it")
        if unknown:
            file.refuse(
                f", column {', '.join(unknown)}",
                "the table has no such column",
                f"remove it; the columns are {', '.join(fields)}",
            )

    def _judge(self, file: _File) -> None:
        """Tell what is wrong with a file's rows, write them beside it, and stop a load that would lose too many."""
        problems = list(file.rejected())
        if not problems:
            return
        rows = {number for number, _ in problems}
        count = len(file.content.rows)
        place = ""
        if self._write_rejected(file, problems):
            place = f"; the rows stand in {file.rejected_path.name}"
        text = told(problems)
        log.warning("%s: %d of %d rows are rejected: %s%s", file.path.name, len(rows), count, text, place)
        for record, entries in file.entries.items():
            bad = sum(bool(entry.reasons) for entry in entries)
            if not bad:
                continue
            try:
                check_unreadable(SOURCE, record.table, bad, len(entries), "", self._limits)
            except SourceError:
                pass
            else:
                if bad < len(entries):
                    continue
            lost = f"{bad} of {len(entries)} rows of {record.table} are rejected"
            file.refuse("", f"{lost}: {text}", f"correct them{place}")
            return

    def _write_rejected(self, file: _File, problems: Sequence[tuple[int, str]]) -> bool:
        """Write the rejected rows of a file beside it, for its owner alone; return whether that was possible."""
        reasons: dict[int, list[str]] = {}
        for number, problem in problems:
            reasons.setdefault(number, []).append(problem)
        partial = file.rejected_path.with_suffix(".partial")
        try:
            partial.unlink(missing_ok=True)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8-sig", errors="replace", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(["row", "problem", *(_written(cell) for cell in file.content.header)])
                for number, row in file.content.rows:
                    if number in reasons:
                        told_once = "; ".join(dict.fromkeys(reasons[number]))
                        writer.writerow([number, told_once, *(_written(cell) for cell in row)])
            partial.replace(file.rejected_path)
        except OSError as error:
            log.warning("%s cannot be written: %s", file.rejected_path.name, error.strerror)
            return False
        return True

    def _forget_rejected(self) -> None:
        """Remove what an earlier reading rejected."""
        for path in self._folder.glob(f"*{REJECTED}"):
            try:
                path.unlink()
            except OSError as error:
                log.warning("%s cannot be removed: %s", path.name, error.strerror)


def _as_one(problems: Sequence[SourceError]) -> SourceError:
    """Return several problems as one sentence."""
    if len(problems) == 1:
        return problems[0]
    shown = [f"{item.where}: {item.problem} ({item.remedy})" for item in problems[:PROBLEMS_TOLD]]
    if len(problems) > PROBLEMS_TOLD:
        shown.append(f"and {len(problems) - PROBLEMS_TOLD} more")
    return SourceError(
        SOURCE, f"{len(problems)} problems", "; ".join(shown), "correct them all and load again"
    )


def _nearest(name: str, fields: Mapping[str, Any]) -> str:
    """Return a suggestion for a column that the entity does not have."""
    near = difflib.get_close_matches(name, list(fields), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _written(cell: Cell) -> str:
    """Return a cell as a csv file shows it."""
    if cell is None:
        return ""
    if isinstance(cell, Unread):
        return f"({cell.problem})"
    return cell.text if isinstance(cell, Shown) else str(cell)
