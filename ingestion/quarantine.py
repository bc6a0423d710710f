"""Quarantine: rows that cannot be read are kept, with source, table, position and reason, and counted.

Belongs here: the form of a rejected row and its file.
Does not belong here: deciding what is readable (record classes and readers do that), logging of values.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Unreadable:
    """What a reader yields instead of a row that it could not read.

    Attributes:
        row: the fields that could be read, under the names of the record class.
        reason: field and problem; it stands in the quarantine file only.
    """

    row: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class Rejected:
    """A row of one load that does not land.

    Attributes:
        position: 1-based position of the row in what the source sent for the table.
        reason: field and problem, without the value.
        row: the row itself, cut to the fields of the record class.
    """

    position: int
    reason: str
    row: Mapping[str, Any]


def quarantine_file(folder: Path, source: str, table: str, load_id: str) -> Path:
    """Return the path of the quarantine file of one source, table and load."""
    return folder / source / table / f"{load_id}.jsonl"


def write_quarantine(path: Path, source: str, table: str, rejected: Sequence[Rejected]) -> None:
    """Write the rejected rows of one table and load as JSON lines, readable by their owner only.

    A repeated load replaces its own file; a load without rejected rows removes it.

    Args:
        path: from `quarantine_file`; missing folders are made with mode 0700.
        source: name of the source.
        table: name of the landed table.
        rejected: the rows, in the order they were sent.
    """
    if not rejected:
        path.unlink(missing_ok=True)
        return
    for folder in (path.parent.parent.parent, path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(
        os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        for item in rejected:
            line = {
                "source": source,
                "table": table,
                "position": item.position,
                "reason": item.reason,
                "row": dict(item.row),
            }
            file.write(json.dumps(line, default=str) + "\n")
    partial.replace(path)
