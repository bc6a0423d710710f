"""Payroll registers: monthly files of payroll offices. See README.md beside this file.

Belongs here: what the source says about itself. Does not belong here: reading (`client.py`), fields
(`records.py`).
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from dlt.extract import DltSource

from ingestion.landed import known_rows, landed_counts, landed_values
from ingestion.landing import Landing, bounded_connection
from ingestion.pipelines import Reader, landed_source
from ingestion.record import Record
from ingestion.sources.payroll_register.client import SOURCE, PayrollRegisterConfig, RegisterReader
from ingestion.sources.payroll_register.doctor import examine
from ingestion.sources.payroll_register.records import RegisterFile, RegisterLine, RegisterRow
from ingestion.sources.spec import SourceSpec


def build(config: PayrollRegisterConfig, landing: Landing) -> DltSource:
    """Return the dlt source of a folder of registers; nothing is read before it is extracted."""
    reader = RegisterReader(
        config,
        partial(taken_files, landing),
        partial(landed_people, landing),
        partial(bounded_connection, landing),
        landing.pipelines_dir,
    )
    readers: dict[type[Record], Reader] = {
        RegisterFile: reader.files,
        RegisterRow: reader.rows,
        RegisterLine: reader.lines,
    }
    return landed_source(SOURCE, readers, landing)


def taken_files(landing: Landing) -> Mapping[str, Mapping[str, Any]]:
    """Return, per SHA-256, the `register_files` row of each file whose rows and components all landed.

    A file of which an interrupted load landed a part is not among them: it is read again.
    """
    files = known_rows(SOURCE, RegisterFile, landing)
    rows = landed_counts(SOURCE, RegisterRow, "file_hash", landing)
    lines = landed_counts(SOURCE, RegisterLine, "file_hash", landing)
    return {
        file["file_hash"]: file
        for file in files
        if rows.get(file["file_hash"], 0) == file["row_count"]
        and lines.get(file["file_hash"], 0) == file["line_count"]
    }


def landed_people(landing: Landing, hashes: Collection[str]) -> set[str]:
    """Return the employees of files that landed, by their SHA-256."""
    return landed_values(SOURCE, RegisterRow, "employee_number", "file_hash", hashes, landing)


SPEC = SourceSpec(SOURCE, (RegisterFile, RegisterRow, RegisterLine), PayrollRegisterConfig, build, examine)
