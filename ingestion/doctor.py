"""What the doctor finds when it tries a source: one line each, with what to grant or do.

Belongs here: the form of a finding, and checks that any source's probe may need (a clock, a folder, a table's rows).
Does not belong here: what one system can be asked (`sources/<s>/doctor.py`), printing, any personal value.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import requests

from ingestion.columnar import Columnar, stage
from ingestion.errors import SourceError
from ingestion.exchange import CONNECT_SECONDS, open_session
from ingestion.quarantine import Unreadable
from ingestion.record import Record
from ingestion.rows import read_rows
from ingestion.sql import literal

CLOCK_SECONDS = 120
ZONE_SECONDS = 900
MEMORY_LIMIT = "1GiB"
JUDGED_ROWS = 200_000
"""Rows of a table of columns that a doctor judges; of the others it knows the number."""


class State(Enum):
    """How a check came out, by the sign a person sees."""

    GOOD = "✓"
    DOUBTFUL = "!"
    BAD = "✗"


@dataclass(frozen=True)
class Finding:
    """One check: how it came out, of what, what was found and, unless it is good, what to do.

    Attributes:
        state: bad is what a load would stop for; doubtful is what it would leave out or get wrong.
        check: what was tried, in the system's own words.
        found: what was found; counts and versions, never a value about a person or a secret.
        remedy: what to grant or do, as an imperative clause without a full stop.
    """

    state: State
    check: str
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return the line that a person reads."""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.state.value} {self.check}: {self.found}{remedy}"


def good(check: str, found: str) -> Finding:
    """Return a finding of something that is as it should be."""
    return Finding(State.GOOD, check, found)


def doubtful(check: str, found: str, remedy: str) -> Finding:
    """Return a finding of something a load would leave out or get wrong."""
    return Finding(State.DOUBTFUL, check, found, remedy)


def bad(check: str, found: str, remedy: str) -> Finding:
    """Return a finding of something a load would stop for."""
    return Finding(State.BAD, check, found, remedy)


def refused(error: SourceError) -> Finding:
    """Return the finding that a `SourceError` is."""
    return bad(error.where, error.problem, error.remedy)


def until_refused(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings; an error of the source is the last of them."""
    try:
        yield from findings
    except SourceError as error:
        yield refused(error)


def clock(date_header: str | None, now: datetime | None = None) -> Iterator[Finding]:
    """Yield how far a server's clock is from this machine's, where it tells its time.

    Args:
        date_header: the `Date` header of an answer that just came in.
        now: this machine's time, aware; by default the present.
    """
    try:
        told = parsedate_to_datetime(date_header or "")
    except (TypeError, ValueError):
        return
    if told.tzinfo is None:  # no time of day at all, or two of them
        return
    yield clock_at(told, now)


def clock_at(told: datetime, now: datetime | None = None) -> Finding:
    """Return how far a time that was just told is from this machine's clock.

    Args:
        told: the time; one without a zone is compared to the quarter of an hour, since that is how zones differ.
        now: this machine's time, aware; by default the present.
    """
    now = now or datetime.now(UTC)
    if told.tzinfo is None:
        off = (now.replace(tzinfo=None) - told).total_seconds() % ZONE_SECONDS
        seconds = round(min(off, ZONE_SECONDS - off))
    else:
        seconds = round(abs((now - told).total_seconds()))
    if seconds > CLOCK_SECONDS:
        return doubtful(
            "clock",
            f"the server's differs by {seconds} s from this machine's",
            "set both by a time server, or changes may be missed at the edge of a load",
        )
    return good("clock", f"within {CLOCK_SECONDS} s of this machine's")


def clock_of(url: str) -> Iterator[Finding]:
    """Yield how far the clock of the server at an address is off; nothing where it does not tell its time."""
    try:
        answer = open_session(url).head(url, timeout=CONNECT_SECONDS, allow_redirects=False)
    except requests.RequestException:
        return
    yield from clock(answer.headers.get("Date"))


def folder(path: Path, holds: str) -> Iterator[Finding]:
    """Yield whether a folder is there and can be read.

    Args:
        path: the folder.
        holds: what it is for, e.g. "canonical files".
    """
    if not path.is_dir():
        yield bad(f"folder {path}", "there is none", f"make it, or correct the setting for {holds}")
        return
    try:
        files = [entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith(".")]
        unreadable = sum(1 for file in files if not _can_be_read(file))
    except OSError:
        yield bad(
            f"folder {path}", "it may not be read", "give the user that runs Meritline the right to read it"
        )
        return
    if unreadable:
        yield bad(
            f"folder {path}",
            f"{unreadable} of {len(files)} files may not be read",
            "give the user that runs Meritline the right to read them",
        )
    elif not files:
        yield doubtful(f"folder {path}", "it is empty", f"put the {holds} there")
    else:
        yield good(f"folder {path}", f"{len(files)} files, all readable")


def rows_of(
    source: str, record: type[Record], read: Iterable[Mapping[str, Any] | Unreadable] | Columnar
) -> Iterator[Finding]:
    """Yield how many rows a reader has for a table, and how many of them would go to quarantine; nothing for none.

    Args:
        source: name of the source.
        record: the record class.
        read: what its reader returned.

    Raises:
        SourceError: when the rows cannot be read.
    """
    if isinstance(read, Columnar):
        count, judged, rejected = _columns_of(source, record, read)
    else:
        arrival = read_rows(record, read)
        count = judged = arrival.received
        rejected = len(arrival.rejected)
    if rejected:
        of = f"of {count}" if judged == count else f"of the first {judged}"
        yield (bad if rejected == count else doubtful)(
            record.table,
            f"{count} rows; {rejected} {of} would go to quarantine",
            "correct them at the source; a load names each with its reason",
        )
    elif count:
        yield good(
            record.table, f"{count} rows" + ("" if judged == count else f", the first {judged} judged")
        )


def _columns_of(source: str, record: type[Record], read: Columnar) -> tuple[int, int, int]:
    """Return how many rows a table of columns has, how many were judged, and how many of those are unreadable."""
    with TemporaryDirectory() as name, duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"set temp_directory = {literal(str(Path(name) / 'spilled'))}")
        beyond = 0
        if read.query:
            [(count,)] = connection.execute(f"select count(*) from ({read.query})").fetchall()
            beyond = max(count - JUDGED_ROWS, 0)
            read = replace(read, query=f"select * from ({read.query}) limit {JUDGED_ROWS}")
        now = datetime.now(UTC).replace(tzinfo=None)
        arrival = stage(connection, source, record, read, Path(name) / record.table, now, "doctor")
    return arrival.received + beyond, arrival.received, len(arrival.rejected)


def _can_be_read(file: Path) -> bool:
    try:
        with file.open("rb"):
            return True
    except OSError:
        return False
