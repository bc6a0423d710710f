"""Who was delivered what, when, from which release: an append-only file of hash-chained JSON lines.

Belongs here: appending entries and proving that nothing before the last line was edited, removed or reordered.
Does not belong here: the clock (callers say when) and the deliveries themselves.
A chain cannot know of lines cut off its end; whoever must prove that keeps the last line's hash elsewhere.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from exports.errors import ExportError

_FIRST: Final = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One delivered file; `delivered_at` is UTC, `sha256` the hash of the file's bytes, `file` its bare name."""

    delivered_at: datetime
    release: str
    delivery: str
    format: str
    file: str
    sha256: str
    audience: str


def entry_for(path: Path, *, delivered_at: datetime, release: str, delivery: str, audience: str) -> Entry:
    """The entry for a file that lies on disk: its name and the hash of its bytes are read from it."""
    return Entry(
        delivered_at=delivered_at,
        release=release,
        delivery=delivery,
        format=path.suffix.lstrip("."),
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        audience=audience,
    )


def append(ledger: Path, entries: Sequence[Entry]) -> None:
    """Add entries to the end, each chained to the line before; the file is made 0600 when missing.

    Raises ExportError when the ledger is broken: nothing is added to a chain that does not hold.
    """
    ledger.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(ledger, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        count, previous = _check(ledger, file.read())
        for entry in entries:
            count += 1
            fields = asdict(entry) | {"delivered_at": entry.delivered_at.isoformat()}
            body = {"sequence": count, **fields, "previous": previous}
            previous = _hash(body)
            file.write(json.dumps(body | {"hash": previous}, sort_keys=True, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def verify(ledger: Path) -> int:
    """Number of entries of a ledger whose chain holds; 0 when there is none.

    Raises ExportError naming the first line that does not fit.
    """
    return len(entries(ledger))


def entries(ledger: Path) -> list[dict[str, Any]]:
    """Every entry of a ledger whose chain holds, in order; none when there is no ledger.

    Raises ExportError as `verify`.
    """
    text = ledger.read_text(encoding="utf-8") if ledger.exists() else ""
    _check(ledger, text)
    return [json.loads(line) for line in text.splitlines()]


def _check(ledger: Path, text: str) -> tuple[int, str]:
    """Number of lines and the last one's hash."""
    previous, count = _FIRST, 0
    for count, line in enumerate(text.splitlines(), start=1):
        try:
            body = json.loads(line)
        except ValueError:
            body = None
        stated = body.pop("hash", None) if isinstance(body, dict) else None
        holds = isinstance(body, dict) and body.get("previous") == previous and body.get("sequence") == count
        if not holds or stated != _hash(body):
            raise ExportError(
                f"ledger {ledger.name}, line {count}",
                "it does not follow from the line before: the ledger was edited",
                "restore it from a copy before delivering again",
            )
        previous = str(stated)
    return count, previous


def _hash(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
