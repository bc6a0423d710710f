"""More than 200 generated bad files: no traceback, no silent change, every rejected row accounted for."""

import csv
import logging
import stat
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bad_files import Case, all_cases
from landings import one_sentence

from ingestion.contract.reading import fields_of
from ingestion.errors import SourceError
from ingestion.rows import read_rows
from ingestion.sources.canonical_files import RECORDS
from ingestion.sources.canonical_files.client import CanonicalFilesConfig, CanonicalReader

CASES = all_cases()


def test_there_are_more_than_two_hundred_different_files_of_every_format() -> None:
    assert len({case.content for case in CASES}) > 200
    assert len({case.record for case in CASES}) > 30
    for ending in ("csv", "xlsx", "jsonl", "parquet"):
        assert sum(case.file_name.endswith(ending) for case in CASES) > 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_ends_as_the_generator_knows(
    case: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / case.file_name
    path.write_bytes(case.content)
    if case.mapping:
        (tmp_path / "mapping.yml").write_text(case.mapping)
    reader = CanonicalReader(CanonicalFilesConfig(folder=tmp_path), RECORDS)
    with caplog.at_level(logging.DEBUG):
        if case.stopped:
            with pytest.raises(SourceError) as caught:
                list(reader.read(case.record))
            said = one_sentence(caught.value)
            assert case.stopped in said
            assert case.file_name in said
        else:
            arrival = read_rows(case.record, reader.read(case.record))
            assert [_comparable(row) for row in arrival.table.to_pylist()] == [
                _comparable(_defaulted(case, row)) for row in case.landed
            ]
            assert arrival.received == len(case.landed) + len(case.rejected)
            assert len(arrival.rejected) == len(case.rejected)
            said = ""
    said += caplog.text
    assert [secret for secret in case.secrets if secret in said] == []
    if not case.stopped:
        _check_rejected(case, path)


def _check_rejected(case: Case, path: Path) -> None:
    """The rows that do not land stand beside the file, each with its reason, and only those."""
    beside = path.with_name(f"{path.stem}.rejected.csv")
    assert beside.exists() == bool(case.rejected)
    if not case.rejected:
        return
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    with beside.open(encoding="utf-8-sig", newline="") as stream:
        told = {int(row["row"]): row["problem"] for row in csv.DictReader(stream)}
    assert told.keys() == case.rejected.keys()
    for number, words in case.rejected.items():
        assert words in told[number]


def _defaulted(case: Case, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it lands: an empty cell means the field's default."""
    return {n: f.default if row.get(n) is None else row[n] for n, f in fields_of(case.record).items()}


def _comparable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what landing adds; decimals by their value."""
    return {
        name: value.normalize() if isinstance(value, Decimal) else value
        for name, value in row.items()
        if name != "__position"
    }
