"""Reads files in the canonical contract: `<table>.csv` per record class, in one folder.

Belongs here: finding the files, strict reading of their cells, every problem of a file told at once.
Does not belong here: field lists (`ingestion.contract`), defaults, mapping of foreign headers, the destination.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from ingestion.cells import READINGS, CellError, Row, header_text, numbered, read_sheets
from ingestion.errors import SourceError
from ingestion.record import Record
from ingestion.rows import record_schema

SOURCE = "canonical_files"
PROBLEMS_TOLD = 20


class CanonicalFilesConfig(BaseModel):
    """Settings of a folder of canonical files.

    Attributes:
        folder: where the files lie, one csv per table; a table without a file lands empty.
    """

    model_config = ConfigDict(frozen=True)

    folder: Path


class CanonicalReader:
    """Reads one folder."""

    def __init__(self, config: CanonicalFilesConfig, records: Sequence[type[Record]]) -> None:
        """Prepare reading; nothing is opened yet.

        Args:
            config: the settings.
            records: the record classes whose tables the folder may hold.
        """
        self._folder = config.folder
        self._tables = {record.table for record in records}
        self._check_folder = cache(self._find_strangers)

    def read(self, record: type[Record]) -> Iterable[Mapping[str, Any]]:
        """Return the rows of one table's file, typed; [] when there is no file.

        Raises:
            SourceError: naming the problems of the file by row and column, at most `PROBLEMS_TOLD`.
        """
        self._check_folder()
        path = self._folder / f"{record.table}.csv"
        if not path.exists():
            return []
        rows = list(numbered(read_sheets(SOURCE, path.name, path.read_bytes())[""]))
        if not rows:
            raise SourceError(
                SOURCE, path.name, "the file has no header", "write the header, or remove the file"
            )
        (_, header), *body = rows
        columns = _columns(path.name, header, record)
        schema = record_schema(record)
        problems: list[str] = []
        found: list[Mapping[str, Any]] = []
        keys: dict[tuple[Any, ...], int] = {}
        for number, row in body:
            values, wrong = _values(row, len(header), columns, record, schema)
            problems.extend(f"row {number}, {problem}" for problem in wrong)
            if wrong:
                continue
            first = keys.setdefault(tuple(values.get(name) for name in record.key), number)
            if first != number:
                problems.append(f"row {number}, column {'+'.join(record.key)} names the same as row {first}")
            found.append(values)
        if problems:
            more = "" if len(problems) <= PROBLEMS_TOLD else f" and {len(problems) - PROBLEMS_TOLD} more"
            count = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
            raise SourceError(
                SOURCE, path.name, f"{count}: {', '.join(problems[:PROBLEMS_TOLD])}{more}", "correct the file"
            )
        return found

    def _find_strangers(self) -> None:
        """Refuse a folder that is missing or holds a csv file which no table would read."""
        if not self._folder.is_dir():
            raise SourceError(
                SOURCE, "folder", f"there is no folder {self._folder}", "make it, or correct the setting"
            )
        strangers = sorted(
            path.name
            for path in self._folder.iterdir()
            if path.suffix.lower() == ".csv" and path.stem not in self._tables
        )
        if strangers:
            raise SourceError(
                SOURCE,
                ", ".join(strangers),
                "no table has this name",
                f"name it after one of {', '.join(sorted(self._tables))}",
            )


def _columns(file_name: str, header: Row, record: type[Record]) -> Mapping[str, int]:
    """Return the position of each field's column; every column must be known and every needed one there."""
    titles = [header_text(cell).replace(" ", "_") for cell in header]
    needed = [name for name, info in record.model_fields.items() if info.is_required() and name not in titles]
    unknown = [
        str(cell)
        for cell, title in zip(header, titles)
        if cell is not None and title not in record.model_fields
    ]
    twice = sorted({title for title in titles if title and titles.count(title) > 1})
    for names, problem, remedy in (
        (needed, "the file has no such column", "add it"),
        (
            unknown,
            "the table has no such column",
            f"remove it; the columns are {', '.join(record.model_fields)}",
        ),
        (twice, "the column stands there twice", "keep one of the two"),
    ):
        if names:
            raise SourceError(SOURCE, f"{file_name}, column {', '.join(names)}", problem, remedy)
    return {title: index for index, title in enumerate(titles) if title}


def _values(
    row: Row, width: int, columns: Mapping[str, int], record: type[Record], schema: pa.Schema
) -> tuple[dict[str, Any], list[str]]:
    """Return the typed values of a row and its problems, without the values."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    if any(cell is not None for cell in row[width:]):
        problems.append("there are more cells than columns")
    for name, index in columns.items():
        info = record.model_fields[name]
        cell = row[index] if index < len(row) else None
        if cell is None and not info.is_required():
            continue
        kind = next((part for part in (info.annotation, *get_args(info.annotation)) if part in READINGS), str)
        try:
            values[name] = READINGS[kind](cell)
            pa.array([values[name]], schema.field(name).type)
        except CellError as error:
            problems.append(f"column {name} {error}")
        except (pa.ArrowException, OverflowError):
            problems.append(f"column {name} has too many digits")
    return values, problems
