"""Loads into a warehouse of its own, and readings of what landed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pytest
from dlt.extract import DltSource
from dlt.pipeline.exceptions import PipelineStepFailed

from ingestion.errors import SourceError, find_source_error
from ingestion.guards import Limits
from ingestion.landing import Landing
from ingestion.pipelines import Reader, landed_source, make_pipeline
from ingestion.record import Record


class Parent(Record):
    table: ClassVar[str] = "parents"
    key: ClassVar[tuple[str, ...]] = ("name",)
    name: str
    amount: Decimal | None = None
    seen_at: datetime | None = None


class Child(Record):
    table: ClassVar[str] = "children"
    key: ClassVar[tuple[str, ...]] = ("parent", "idx")
    parent: str
    idx: int


class Warehouse:
    """A warehouse in a folder, and loads into it on days of April 2026."""

    def __init__(self, folder: Path) -> None:
        self.first = Landing(
            folder / "warehouse.duckdb", folder / "dlt", folder / "quarantine", datetime(2026, 4, 1)
        )

    def landing(self, day: int, **changed: Any) -> Landing:
        return replace(self.first, load_time=datetime(2026, 4, day), **changed)

    def run(self, source: DltSource, landing: Landing) -> None:
        make_pipeline(source.name, landing).run(source)

    def load(self, day: int, readers: Mapping[type[Record], Reader], limits: Limits | None = None) -> None:
        landing = self.landing(day, limits=limits or Limits())
        self.run(landed_source("hr", readers, landing), landing)

    def refused(self, day: int, readers: Mapping[type[Record], Reader]) -> str:
        landing = self.landing(day)
        return self.refusal(landed_source("hr", readers, landing), landing)

    def refusal(self, source: DltSource, landing: Landing) -> str:
        with pytest.raises(PipelineStepFailed) as caught:
            self.run(source, landing)
        return one_sentence(find_source_error(caught.value))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = duckdb.connect(str(self.first.warehouse), read_only=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def loads(self, day: int, table: str, source: str = "hr") -> tuple[Any, ...]:
        """The last (received, landed, unchanged, deleted, quarantined) of a table on a day."""
        return self.rows(
            f"""
            select received_count, landed_count, unchanged_count, deleted_count, quarantined_count
            from raw_{source}.loads where table_name = '{table}' and known_from = '2026-04-{day:02}'
            """
        )[-1]

    def quarantined(self, day: int, table: str, source: str = "hr") -> list[dict[str, Any]]:
        path = self.quarantine_path(day, table, source)
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def quarantine_path(self, day: int, table: str, source: str = "hr") -> Path:
        return self.first.quarantine_dir / source / table / f"{source}-202604{day:02}T000000.jsonl"


def one_sentence(error: SourceError | None) -> str:
    """The text of an error, which must be one sentence without a line break."""
    assert error is not None
    text = str(error)
    assert text.endswith(".")
    assert "\n" not in text
    return text
