"""What the doctor finds when it tries a source: one line each, with what to grant or do.

Belongs here: the form of a finding, and checks that any source's probe may need (a clock, a folder).
Does not belong here: what one system can be asked (`sources/<s>/doctor.py`), printing, any personal value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from pathlib import Path

import requests

from ingestion.errors import SourceError
from ingestion.exchange import CONNECT_SECONDS, open_session

CLOCK_SECONDS = 120


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
    seconds = round(abs(((now or datetime.now(UTC)) - told).total_seconds()))
    if seconds > CLOCK_SECONDS:
        yield doubtful(
            "clock",
            f"the server's differs by {seconds} s from this machine's",
            "set both by a time server, or changes may be missed at the edge of a load",
        )
    else:
        yield good("clock", f"within {CLOCK_SECONDS} s of this machine's")


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


def _can_be_read(file: Path) -> bool:
    try:
        with file.open("rb"):
            return True
    except OSError:
        return False
