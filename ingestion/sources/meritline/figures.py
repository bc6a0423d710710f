"""The figures of every release, kept outside the warehouse so that no rebuild and no later load changes them.

Belongs here: the folder of entered releases, what is entered of one, reading it back for the landing.
Does not belong here: what a figure is (`kpi.release_figure`), comparing releases (`kpi.restatement`).

A release is a folder `<number>-<release id>` with `release.json` and `figures.parquet`, which holds only the figures
that are new, changed or gone since the release before; it appears whole or not at all, and is never written again.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from ingestion.sources.meritline.records import PublishedFigure
from ingestion.sql import literal, parquet, quoted

FIGURES = "figures.parquet"
RELEASE = "release.json"
TABLE = "kpi.release_figure"

KEY = tuple(name for name in PublishedFigure.key if name != "release_number")
VALUES = ("numerator", "denominator")
FACTS = ("definition_version", "n", "withheld_reason")

RELATIVE_TOLERANCE = 1e-9
"""Sums of binary fractions may differ by this much between two builds of the same rows; that is no change."""


@dataclass(frozen=True)
class EnteredRelease:
    """A release whose figures are kept.

    Attributes:
        release_number: its place in the order of publication, from 1.
        release_id: the id on every file of the release.
        as_of_date: the effective date of its figures.
        known_at: when they were known, UTC without zone.
        folder: where its figures lie.
    """

    release_number: int
    release_id: str
    as_of_date: date
    known_at: datetime
    folder: Path

    @property
    def figures(self) -> Path:
        """The file of its figures."""
        return self.folder / FIGURES


def entered(folder: Path) -> list[EnteredRelease]:
    """Return the entered releases in the order of publication; [] where the folder is not there yet."""
    found = []
    for path in sorted(folder.glob(f"[0-9]*-*/{RELEASE}")):
        said = json.loads(path.read_text(encoding="utf-8"))
        found.append(
            EnteredRelease(
                release_number=said["release_number"],
                release_id=said["release_id"],
                as_of_date=date.fromisoformat(said["as_of_date"]),
                known_at=datetime.fromisoformat(said["known_at"]),
                folder=path.parent,
            )
        )
    return found


def enter(
    warehouse: Path, folder: Path, release_id: str, as_of_date: date, known_at: datetime
) -> EnteredRelease | None:
    """Enter the figures that a published release says, once.

    A release that was entered before is left as it is. One for an earlier date, or known earlier, than the last one
    entered is an old question asked again and no later word on it: it is not entered.

    Args:
        warehouse: the built warehouse, which holds the release.
        folder: the folder of entered releases; it is made where it is missing.
        release_id: the release.
        as_of_date: the effective date of its figures.
        known_at: when they were known; UTC, naive or aware.

    Returns:
        The entry, or None where nothing was entered.
    """
    if known_at.tzinfo is not None:
        known_at = known_at.astimezone(UTC).replace(tzinfo=None)
    before = entered(folder)
    if before and before[-1].release_id == release_id:
        return None
    if before and (before[-1].as_of_date > as_of_date or before[-1].known_at > known_at):
        return None
    number = len(before) + 1
    final = folder / f"{number:06d}-{release_id}"
    partial = folder / f".{final.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    for made in (folder, partial):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    release = EnteredRelease(number, release_id, as_of_date, known_at, final)
    said = {name: value for name, value in asdict(release).items() if name != "folder"}
    (partial / RELEASE).write_text(json.dumps(said, default=str) + "\n", encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(warehouse))} as warehouse (read_only)")
        connection.execute(
            f"copy ({_changes([r.figures for r in before], release)}) to {literal(str(partial / FIGURES))}"
            " (format parquet, compression zstd)"
        )
    for file in (partial / RELEASE, partial / FIGURES):
        file.chmod(0o600)
        with file.open("rb") as written:
            os.fsync(written.fileno())
    partial.rename(final)
    return release


def _changes(files: list[Path], release: EnteredRelease) -> str:
    """Return the query of what is new, changed or gone since the releases whose files are given."""
    columns = ", ".join(quoted(name) for name in (*KEY, "period_start", *FACTS, *VALUES))
    now = f"select {columns}, false as is_gone from warehouse.{TABLE}"
    stamped = f"""
        {release.release_number} as release_number, {literal(release.release_id)} as release_id, *
    """
    if not files:
        return f"select {stamped} from ({now}) order by all"
    same = " and ".join(f"known.{name} = now.{name}" for name in KEY)
    differs = " or ".join(
        [f"known.{name} is distinct from now.{name}" for name in FACTS]
        + [
            f"(known.{name} is null) <> (now.{name} is null) or abs(known.{name} - now.{name})"
            f" > {RELATIVE_TOLERANCE} * greatest(abs(known.{name}), abs(now.{name}))"
            for name in VALUES
        ]
    )
    gone = ", ".join(
        {"is_gone": "true as is_gone"}.get(name, f"null as {name}" if name in VALUES else f"known.{name}")
        for name in (*KEY, "period_start", *FACTS, *VALUES, "is_gone")
    )
    return f"""
        with now as materialized ({now}),
        known as materialized (
            select {columns}, is_gone from {parquet(files)}
            qualify row_number() over (partition by {", ".join(KEY)} order by release_number desc) = 1
        ),
        -- A period that the release no longer looks back to, or not yet on, is not gone.
        shown as (select period_type, min(period_start) as since from now group by period_type)
        select {stamped} from (
            select now.* from now left join known on {same}
            where known.kpi_id is null or known.is_gone or {differs}
            union all
            select {gone} from known
            inner join shown on known.period_type = shown.period_type and known.period_start >= shown.since
            anti join now on {same}
            where not known.is_gone and known.period_end <= date '{release.as_of_date}'
        ) order by all
    """


def releases(folder: Path) -> Iterator[dict[str, object]]:
    """Yield the entered releases as rows of `published_releases`."""
    for release in entered(folder):
        yield {name: value for name, value in asdict(release).items() if name != "folder"}
