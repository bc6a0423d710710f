"""Source systems: one package each, and the one list of them.

Belongs here: the register of sources. Does not belong here: anything about one of them.
"""

from collections.abc import Mapping

from ingestion.sources import (
    canonical_files,
    frappe_hr,
    increment_decisions,
    limesurvey,
    meritline,
    moodle,
    payroll_register,
    sql_database,
)
from ingestion.sources.spec import SourceSpec

SOURCES: Mapping[str, SourceSpec] = {
    module.SPEC.name: module.SPEC
    for module in (
        frappe_hr,
        moodle,
        limesurvey,
        payroll_register,
        canonical_files,
        sql_database,
        increment_decisions,
        meritline,
    )
}

__all__ = ["SOURCES", "SourceSpec"]
