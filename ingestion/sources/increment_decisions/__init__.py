"""Workbooks that came back with decisions on increments and promotions. See README.md beside this file.

Belongs here: what the source says about itself. Does not belong here: reading (`client.py`), fields
(`records.py`).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from dlt.extract import DltSource

from ingestion.landed import known_rows, landed_counts, live_columns
from ingestion.landing import Landing
from ingestion.pipelines import Reader, landed_source
from ingestion.record import Record
from ingestion.sources.increment_decisions.client import SOURCE, DecisionReader, IncrementDecisionsConfig
from ingestion.sources.increment_decisions.doctor import examine
from ingestion.sources.increment_decisions.records import Decision, DecisionFile, RefusedFile
from ingestion.sources.spec import SourceSpec


def build(config: IncrementDecisionsConfig, landing: Landing) -> DltSource:
    """Return the dlt source of a folder of decided workbooks; nothing is read before it is extracted."""
    reader = DecisionReader(config, partial(taken_files, landing), partial(refused_files, landing))
    readers: dict[type[Record], Reader] = {
        DecisionFile: reader.files,
        Decision: reader.rows,
        RefusedFile: reader.refused,
    }
    return landed_source(SOURCE, readers, landing)


def taken_files(landing: Landing) -> Mapping[str, Mapping[str, Any]]:
    """Return, per SHA-256, the `decision_files` row of each workbook whose rows all landed.

    A workbook of which an interrupted load landed a part is not among them: it is read again.
    """
    rows = landed_counts(SOURCE, Decision, "file_hash", landing)
    return {
        file["file_hash"]: file
        for file in known_rows(SOURCE, DecisionFile, landing)
        if rows.get(file["file_hash"], 0) == file["row_count"]
    }


def refused_files(landing: Landing) -> Sequence[Mapping[str, Any]]:
    """Return the files that were refused and are known as being in the folder."""
    fields = tuple(RefusedFile.model_fields)
    rows = [dict(zip(fields, row, strict=True)) for row in live_columns(SOURCE, RefusedFile, fields, landing)]
    return [row for row in rows if row["is_in_folder"]]


SPEC = SourceSpec(SOURCE, (DecisionFile, Decision, RefusedFile), IncrementDecisionsConfig, build, examine)
