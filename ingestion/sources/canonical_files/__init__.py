"""Canonical files: what no system holds, as csv in the canonical contract. See README.md beside this file.

Belongs here: what the source says about itself. Does not belong here: reading (`client.py`), fields
(`records.py`).
"""

from functools import partial

from dlt.extract import DltSource

from ingestion.pipelines import Landing, landed_source
from ingestion.record import Record
from ingestion.sources.canonical_files import records as r
from ingestion.sources.canonical_files.client import SOURCE, CanonicalFilesConfig, CanonicalReader
from ingestion.sources.canonical_files.doctor import examine
from ingestion.sources.spec import SourceSpec

RECORDS: tuple[type[Record], ...] = (
    r.GradeRank,
    r.PayRange,
    r.ExchangeRate,
    r.CompBudget,
    r.TalentRating,
    r.SuccessionPlan,
    r.Successor,
    r.KpiDef,
    r.KpiTarget,
    r.KpiValue,
)


def build(config: CanonicalFilesConfig, landing: Landing) -> DltSource:
    """Return the dlt source of a folder of canonical files; nothing is read before it is extracted."""
    reader = CanonicalReader(config, RECORDS)
    return landed_source(SOURCE, {record: partial(reader.read, record) for record in RECORDS}, landing)


SPEC = SourceSpec(SOURCE, RECORDS, CanonicalFilesConfig, build, partial(examine, records=RECORDS))
