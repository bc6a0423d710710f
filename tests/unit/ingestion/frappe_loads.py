"""Loads from a local Frappe HR site whose documents change between loads, and what they cost."""

import copy
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import duckdb
from landings import Warehouse
from pydantic import SecretStr

from company.servers.faults import SystemFaults
from company.servers.frappe import FrappeSite, FrappeUser
from company.servers.transport import Request, Response, listening
from ingestion.rows import read_rows
from ingestion.sources.frappe_hr import SPEC, build
from ingestion.sources.frappe_hr.client import DOCTYPES, FrappeClient, FrappeConfig
from ingestion.sources.frappe_hr.records import Site

SOURCE = "frappe_hr"
USER = FrappeUser("hr.api@example.com", "key", "secret")
Documents = dict[str, list[dict[str, Any]]]


@dataclass
class Cost:
    """What a load asked for: requests, bytes of the answers, rows sent, and the longest address."""

    requests: int = 0
    bytes: int = 0
    longest: int = 0
    asked: list[str] = field(default_factory=list)


class CountingSite(FrappeSite):
    """A local site that counts what it answers."""

    def __init__(self, documents: Mapping[str, Any], user: FrappeUser, time_zone: str, cost: Cost) -> None:
        super().__init__(documents, [user], time_zone)
        self._cost = cost

    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        self._cost.requests += 1
        self._cost.bytes += len(response.body)
        self._cost.longest = max(self._cost.longest, len(request.path) + len(urlencode(request.query)))
        self._cost.asked.append(request.decoded_path)
        return response


def serving(
    documents: Mapping[str, Any], cost: Cost, user: FrappeUser = USER, time_zone: str = "Asia/Kolkata"
) -> AbstractContextManager[str]:
    """Serve documents; the value is the address."""
    return listening(CountingSite(documents, user, time_zone, cost), SystemFaults())


def load(
    warehouse: Warehouse, day: int, documents: Documents, *, user: FrappeUser = USER, **landing: Any
) -> Cost:
    """Load the documents on a day of April 2026; return what it cost."""
    cost = Cost()
    with serving(copy.deepcopy(documents), cost, user) as url:
        target = warehouse.landing(day, **landing)
        config = FrappeConfig(base_url=url, api_key=SecretStr("key"), api_secret=SecretStr("secret"))
        warehouse.run(build(config, target), target)
    return cost


def live(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that are known as live, per table, in the fields of its record class."""
    found = {}
    for record in SPEC.records:
        keys = ", ".join(f'"{name}"' for name in record.key)
        fields = ", ".join(f'"{name}"' for name in record.model_fields)
        found[record.table] = warehouse.rows(
            f"""
            select {fields} from (
                select * from raw_{SOURCE}.{record.table}
                qualify row_number() over (partition by {keys} order by known_from desc) = 1
            ) where not is_deleted order by all
            """
        )
    return found


def everything(documents: Documents) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that a whole reading of the documents finds, as `live` returns them."""
    found = {}
    with serving(copy.deepcopy(documents), Cost()) as url:
        config = FrappeConfig(base_url=url, api_key=SecretStr("key"), api_secret=SecretStr("secret"))
        client = FrappeClient(config)
        for record, rows in [(Site, client.site()), *((d.record, client.read(d)) for d in DOCTYPES)]:
            read = read_rows(record, rows).table.select(list(record.model_fields))
            found[record.table] = duckdb.from_arrow(read).query("read", "from read order by all").fetchall()
    return found


def named(documents: Documents, doctype: str, name: str) -> dict[str, Any]:
    """One document."""
    return next(row for row in documents[doctype] if row["name"] == name)


def saved(document: dict[str, Any], at: datetime, **values: Any) -> None:
    """Save a document as Frappe does: its `modified` moves, and that of its child rows."""
    text = f"{at:%Y-%m-%d %H:%M:%S.%f}"
    document.update(values, modified=text)
    for child in (row for rows in document.values() if isinstance(rows, list) for row in rows):
        child["modified"] = text


def renamed(documents: Documents, doctype: str, name: str, new: str) -> None:
    """Rename a document as Frappe does: every link is rewritten, and no `modified` moves."""
    for rows in documents.values():
        for row in rows:
            for holder in (row, *(child for v in row.values() if isinstance(v, list) for child in v)):
                for field_name, value in holder.items():
                    if value == name and field_name not in ("employee_name", "title"):
                        holder[field_name] = new
    assert named(documents, doctype, new)
