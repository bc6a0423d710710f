"""Frappe HR: a load from the recorded answers, and the same rows from the local server for the same documents."""

import copy
from typing import Any

import pytest
from frappe_loads import Documents, live, load
from frappe_sites import KEY, SECRET, Site, serving
from landings import Warehouse
from pydantic import SecretStr

from company.servers.frappe import FrappeUser
from company.servers.frappe_doctypes import DOCTYPES as SITE_DOCTYPES
from ingestion.sources.frappe_hr import build
from ingestion.sources.frappe_hr.client import DOCTYPES, FrappeConfig
from tests.fixtures.recorded_frappe import HR_MANAGER_REFUSED, recorded_documents

HR_MANAGER = FrappeUser("hr.api@example.com", "key", "secret", HR_MANAGER_REFUSED)
SET_UP = "2026-11-22 10:56:41.225446"


def documents(is_after_two_changes: bool = True) -> Documents:
    """The recorded documents; where a recording asked for few fields, Frappe's defaults stand in the others."""
    found = copy.deepcopy(recorded_documents(is_after_two_changes))
    for doctype in DOCTYPES:
        rows: list[Any] = found.setdefault(doctype.name, []) if doctype.parent is None else []
        if doctype.parent is not None:
            tables = SITE_DOCTYPES[doctype.parent].tables
            fields = [field for field, child in tables.items() if child == doctype.name]
            rows = [row for parent in found[doctype.parent] for f in fields for row in parent.get(f) or []]
        checks = [n for n, info in doctype.record.model_fields.items() if info.annotation is int]
        for row in rows:
            for name in checks:
                row.setdefault(name, 0) if name != "idx" else None
            if doctype.parent is None:
                row.setdefault("creation", SET_UP)
                row.setdefault("modified", SET_UP)
    return found


def replayed(found: Documents) -> Site:
    """A site of the recorded rows: documents without their child tables, and the child rows by themselves."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for doctype, listed in found.items():
        tables = SITE_DOCTYPES[doctype].tables
        for document in listed:
            rows.setdefault(doctype, []).append({k: v for k, v in document.items() if k not in tables})
            for field, child in tables.items():
                for number, row in enumerate(document.get(field) or [], 1):
                    place = {"parent": document["name"], "parentfield": field, "parenttype": doctype}
                    rows.setdefault(child, []).append({"idx": number, **row, **place})
    return Site(rows=rows, refused=set(HR_MANAGER_REFUSED))


def load_replayed(warehouse: Warehouse, day: int, found: Documents) -> Site:
    site = replayed(found)
    with serving(site) as url:
        landing = warehouse.landing(day)
        config = FrappeConfig(base_url=url, api_key=SecretStr(KEY), api_secret=SecretStr(SECRET))
        warehouse.run(build(config, landing), landing)
    return site


@pytest.fixture
def other(tmp_path: Any) -> Warehouse:
    return Warehouse(tmp_path / "other")


def test_the_recorded_site_and_the_local_server_land_the_same_rows(
    warehouse: Warehouse, other: Warehouse
) -> None:
    load_replayed(warehouse, 1, documents())
    load(other, 1, documents(), user=HR_MANAGER)
    recorded, local = live(warehouse), live(other)
    # The recorded site stands in Amsterdam, the local one in Kolkata unless told otherwise.
    assert [row[:2] for row in recorded.pop("sites")] == [("site", "Europe/Amsterdam")]
    assert [row[:2] for row in local.pop("sites")] == [("site", "Asia/Kolkata")]
    assert recorded == local
    counts = {table: len(rows) for table, rows in recorded.items()}
    # 52 people; 143 slips, of which one was cancelled and amended and some are drafts: all land.
    assert (counts["employees"], counts["salary_slips"], counts["attendances"]) == (52, 143, 198)
    assert (counts["goals"], counts["appraisals"], counts["branches"]) == (138, 58, 2)
    reasons = {
        table
        for (table,) in warehouse.rows(
            "select table_name from raw_frappe_hr.loads where absent_reason is not null"
        )
    }
    assert reasons == {"companies", "kras", "exit_interviews"}


def test_two_recorded_changes_are_all_that_a_second_load_lands(
    warehouse: Warehouse,
) -> None:
    # Everything on the recorded site was saved within a minute: all of it lies in the overlap.
    first = load(warehouse, 1, documents(False), user=HR_MANAGER)
    second = load(warehouse, 2, documents(True), user=HR_MANAGER)
    received, landed, *_ = warehouse.loads(2, "employees", "frappe_hr")
    assert (received, landed) == (2, 2)
    assert warehouse.rows(
        "select sum(landed_count) from raw_frappe_hr.loads where known_from = '2026-04-02'"
    ) == [(2,)]
    assert second.bytes * 10 < first.bytes
