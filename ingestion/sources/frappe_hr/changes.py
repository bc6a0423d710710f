"""Which rows a load of a Frappe HR site needs: all of a DocType, or only what changed since the last one.

Belongs here: the watermark, its overlap, and when a DocType has to be read whole all the same.
Does not belong here: requests (`client.py`), the comparison of rows with what is known (`ingestion.history`).

`modified` moves when a document is saved, and stands in the site's time zone with microseconds. The watermark
is its latest value among the landed rows; nothing else is remembered between loads. Three things move no
`modified`, and each has its rule here: a deletion (the count, or the names), a renamed document that others
link to (they are read whole), and scores that goals and feedback write into an appraisal (it is read whole).
What escapes all of them is caught by the whole reading that every table gets after some days.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from ingestion.landed import due_whole, live_columns
from ingestion.landing import Landing
from ingestion.partial import Partial
from ingestion.record import Record
from ingestion.sources.frappe_hr.client import DOCTYPES, SOURCE, DocType, FrappeClient, site_time

log = logging.getLogger(__name__)

OVERLAP = timedelta(hours=2)
"""How far before the watermark changes are looked for: a clock set back by an hour, a transaction that ends late."""
FEW_ROWS = 20
"""Up to so many rows in the overlap are listed; of more, the count tells whether one came in."""
LARGE_SHARE = 4
"""When more than one in so many documents changed, a child table is read whole, in fewer requests."""

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class _Finding:
    """What a load found in a DocType.

    Attributes:
        is_whole: whether all of it was read.
        moved: names of documents that are new or were saved since the last load.
        gone: known names that are no longer there: deleted or renamed.
        known_count: number of documents known before the load.
    """

    is_whole: bool
    moved: frozenset[str]
    gone: frozenset[str]
    known_count: int


class SiteLoad:
    """One load of a site. Tables are read in the order of `client.DOCTYPES`, each depends on earlier ones."""

    def __init__(self, client: FrappeClient, landing: Landing) -> None:
        self._client = client
        self._landing = landing
        self._found: dict[str, _Finding] = {}

    @cached_property
    def _due(self) -> frozenset[type[Record]]:
        return due_whole(SOURCE, (doctype.record for doctype in DOCTYPES), self._landing)

    def read(self, doctype: DocType) -> Rows | Partial:
        """Return all rows of a DocType, or what changed in it since the last load.

        Raises:
            SourceError: when the site does not answer, refuses, or sends other rows than it counts.
            TableAbsent: when the site lacks or refuses an optional DocType.
        """
        if doctype.parent is not None:
            return self._children(doctype, self._found.get(doctype.parent))
        known = dict(live_columns(SOURCE, doctype.record, ("name", "modified"), self._landing))
        rows = None if self._must_be_whole(doctype, known) else self._changed(doctype, known)
        is_whole = rows is None
        if rows is None:
            rows = self._client.read(doctype)
        times = {row["name"]: _moment(row["modified"]) for row in rows}
        self._found[doctype.name] = _Finding(
            is_whole=is_whole,
            moved=frozenset(name for name, time in times.items() if known.get(name) != time),
            gone=frozenset(known.keys() - times.keys()) if is_whole else frozenset(),
            known_count=len(known),
        )
        return rows if is_whole else Partial(rows)

    def _must_be_whole(self, doctype: DocType, known: Mapping[str, datetime | None]) -> bool:
        """Return whether changes of a DocType cannot be told by `modified`."""
        return (
            doctype.is_whole
            or None in known.values()
            or not known
            or doctype.record in self._due
            or self._is_rewritten(doctype)
        )

    def _is_rewritten(self, doctype: DocType) -> bool:
        """Return whether Frappe may have changed rows of a DocType without a word in `modified`."""
        found = self._found
        return any(found[name].gone for name in doctype.links if name in found) or any(
            found[name].gone or found[name].moved for name in doctype.follows if name in found
        )

    def _changed(self, doctype: DocType, known: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
        """Return the rows saved since the last load, or None when more than that has happened."""
        client = self._client
        watermark = max(known.values())
        start = watermark - OVERLAP
        recent = {name for name, time in known.items() if time >= start}
        rows: list[Mapping[str, Any]] = []
        is_still = (
            len(recent) > FEW_ROWS
            and client.count(doctype, ["modified", ">", site_time(watermark)]) == 0
            and client.count(doctype, ["modified", ">=", site_time(start)]) == len(recent)
        )
        if not is_still:
            times = client.times(doctype, start)
            moved = [time for name, time in times.items() if known.get(name) != time]
            if moved:
                rows = client.select(doctype, [["modified", ">=", site_time(min(moved))]])
        together = known.keys() | {row["name"] for row in rows}
        if client.count(doctype) != len(together) or (
            doctype.is_renamed and client.names(doctype) != together
        ):
            log.info("%s: %s has lost or renamed documents; reading it whole", SOURCE, doctype.where)
            return None
        return rows

    def _children(self, doctype: DocType, parent: _Finding | None) -> Rows | Partial:
        """Return all rows of a child table, or those below the documents that changed."""
        if (
            parent is None
            or parent.is_whole
            or self._is_rewritten(doctype)
            or doctype.record in self._due
            or len(parent.moved) * LARGE_SHARE > parent.known_count
        ):
            return self._client.read(doctype)
        rows = self._client.below(doctype, sorted(parent.moved))
        kept = sum(
            name not in parent.moved
            for (name,) in live_columns(SOURCE, doctype.record, ("parent",), self._landing)
        )
        if self._client.count(doctype) != kept + len(rows):
            log.info("%s: %s has other rows than known; reading it whole", SOURCE, doctype.where)
            return self._client.read(doctype)
        return Partial(rows, scope_field="parent", scope=parent.moved)


def _moment(text: Any) -> datetime | None:
    """Return `modified` as a time, None where it stands empty."""
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
