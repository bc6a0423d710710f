"""Source systems: one package each, and the one list of them.

Belongs here: the register of sources. Does not belong here: anything about one of them.
"""

from collections.abc import Mapping

from ingestion.sources.limesurvey import SPEC as LIMESURVEY
from ingestion.sources.moodle import SPEC as MOODLE
from ingestion.sources.spec import SourceSpec

SPECS = (MOODLE, LIMESURVEY)
SOURCES: Mapping[str, SourceSpec] = {spec.name: spec for spec in SPECS}

__all__ = ["SOURCES", "SourceSpec"]
