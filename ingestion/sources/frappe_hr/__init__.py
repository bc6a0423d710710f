"""Frappe HR: the HR system of record. See README.md beside this file.

Belongs here: what the source says about itself. Does not belong here: requests (`client.py`), fields
(`records.py`), which of them a load needs (`changes.py`).
"""

from functools import partial

from dlt.extract import DltSource

from ingestion.landing import Landing
from ingestion.pipelines import landed_source
from ingestion.sources.frappe_hr.changes import SiteLoad
from ingestion.sources.frappe_hr.client import DOCTYPES, SOURCE, FrappeClient, FrappeConfig
from ingestion.sources.frappe_hr.doctor import examine
from ingestion.sources.frappe_hr.records import Site
from ingestion.sources.spec import SourceSpec


def build(config: FrappeConfig, landing: Landing) -> DltSource:
    """Return the dlt source of a Frappe HR site; nothing is read before it is extracted."""
    client = FrappeClient(config)
    load = SiteLoad(client, landing)
    documents = {doctype.record: partial(load.read, doctype) for doctype in DOCTYPES}
    return landed_source(SOURCE, {Site: client.site, **documents}, landing)


SPEC = SourceSpec(SOURCE, (Site, *(doctype.record for doctype in DOCTYPES)), FrappeConfig, build, examine)
