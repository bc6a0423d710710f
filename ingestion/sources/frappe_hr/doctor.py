"""Tries a Frappe HR site with its settings: reachable, versions, clock, and every DocType's rights and count.

Belongs here: what to ask, and what to grant where it is refused.
Does not belong here: reading rows for a load (`client.py`), field lists (`records.py`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests

from ingestion.doctor import Finding, bad, clock, doubtful, good, until_refused
from ingestion.errors import SourceError
from ingestion.exchange import CONNECT_SECONDS, open_session
from ingestion.sources.frappe_hr.client import DOCTYPES, SOURCE, DocType, FrappeConfig, server_messages

MAJOR = 15
APPS = {"frappe": "Frappe", "erpnext": "ERPNext", "hrms": "Frappe HR"}
LOOKED_AT = 1000
"""Rows whose names are asked for; a user who may see only some rows shows within them."""

WITHOUT = {
    "Company": "companies with their currency and country, and every grade, are absent",
    "Employee Grade": "grades are absent",
    "Exit Interview": "exit talks are absent",
    "KRA": "titles of key result areas are absent",
    "Appraisal Template": "templates of appraisals with their goals and criteria are absent",
    "Employee Feedback Rating of Appraisal": "self ratings by criterion are absent",
    "Training Program": "training programmes are absent",
    "Training Feedback": "feedback on trainings is absent",
    "Leave Type": "whether a leave is paid is absent",
    "Leave Application": "absences are absent",
    "Attendance": "days of attendance are absent",
    "Employee Skill Map": "levels of people's skills are absent",
}
"""What is not known without an optional DocType, by its place or by the DocType whose right it needs."""


def examine(config: FrappeConfig) -> Iterator[Finding]:
    """Yield what is found on a site, in the order in which it is put right; no value of a document is in it."""
    return until_refused(_examined(_Site(config)))


class _Site:
    """Asks a site once per question: a doctor says what is wrong now and does not wait."""

    def __init__(self, config: FrappeConfig) -> None:
        self._config = config
        self._base = config.base_url.rstrip("/")
        self._stranger = open_session(self._base)
        self._session = open_session(self._base)
        self._session.headers["Accept"] = "application/json"
        self._session.auth = self._authorized

    def _authorized(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        key, secret = self._config.api_key.get_secret_value(), self._config.api_secret.get_secret_value()
        request.headers["Authorization"] = f"token {key}:{secret}"
        return request

    def ping(self) -> requests.Response:
        """Return the answer to a request without credentials: a site refuses everything to wrong ones."""
        return self._answer(self._stranger, "/api/method/ping", {})

    def ask(self, path: str, **parameters: str) -> requests.Response:
        """Return the answer to a GET with the credentials; a `SourceError` when there is none."""
        return self._answer(self._session, path, parameters)

    def _answer(
        self, session: requests.Session, path: str, parameters: Mapping[str, str]
    ) -> requests.Response:
        try:
            return session.get(
                f"{self._base}{path}",
                params=parameters,
                timeout=(CONNECT_SECONDS, self._config.timeout_seconds),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise SourceError(
                SOURCE,
                "base_url",
                f"the site cannot be reached ({type(error).__name__})",
                "correct MERITLINE_FRAPPE_URL, or start the site",
            ) from None

    def message(self, method: str, **parameters: str) -> Any:
        """Return what a method says; None when it is refused or no answer of Frappe's."""
        answer = self.ask(f"/api/method/{method}", **parameters)
        return _member(answer, "message") if answer.status_code == requests.codes.ok else None


def _examined(site: _Site) -> Iterator[Finding]:
    ping = site.ping()
    if _member(ping, "message") != "pong":
        yield bad(
            "site",
            f"it answers, but not as Frappe does (HTTP {ping.status_code})",
            "set MERITLINE_FRAPPE_URL to the site's root, https included",
        )
        return
    yield good("site", "reachable")
    yield from clock(ping.headers.get("Date"))
    user = site.ask("/api/method/frappe.auth.get_logged_user")
    if user.status_code != requests.codes.ok:
        yield bad(
            "API key and secret",
            f"the site does not accept them (HTTP {user.status_code})",
            "generate new keys for the API user (User, Settings, API Access) and set both",
        )
        return
    yield good("API key and secret", "accepted")
    yield from _versions(site.message("frappe.utils.change_log.get_versions"))
    zone = site.message("frappe.client.get_time_zone")
    if isinstance(zone, Mapping) and zone.get("time_zone"):
        yield good("time zone", f"{zone['time_zone']}; the site's times carry no zone")
    else:
        yield doubtful(
            "time zone", "the site does not tell it", "use Frappe 15, or tell it in System Settings"
        )
    for doctype in DOCTYPES:
        yield _doctype(site, doctype)


def _versions(versions: Any) -> Iterator[Finding]:
    """Yield the version of each app that Meritline needs."""
    if not isinstance(versions, Mapping):
        yield doubtful(
            "version", "the site does not tell it", f"see that Frappe, ERPNext and Frappe HR are {MAJOR}"
        )
        return
    for app, title in APPS.items():
        version = str((versions.get(app) or {}).get("version") or "")
        if not version:
            yield bad(title, "it is not installed on the site", f"install {title} {MAJOR}")
        elif version.split(".")[0] != str(MAJOR):
            yield doubtful(
                title,
                f"version {version}",
                f"Meritline is tried with {MAJOR}: look at the first load's quarantine",
            )
        else:
            yield good(title, f"version {version}")


def _doctype(site: _Site, doctype: DocType) -> Finding:
    """Return whether the user may read a DocType with the fields that land, and sees as many rows as there are."""
    where = doctype.where
    readable = doctype.parent or doctype.name
    refuse = doubtful if doctype.is_optional else bad
    lost = ""
    if doctype.is_optional:
        lost = f" (optional: without it {WITHOUT.get(where) or WITHOUT[readable]})"
    fields = list(dict.fromkeys(["name", *doctype.record.model_fields]))
    answer = _rows(site, doctype, fields, 1)
    if answer.status_code == requests.codes.forbidden:
        return refuse(
            where,
            f"the API user may not read it{lost}",
            f"open Role Permissions Manager, choose {readable}, and give one of the user's roles Read at level 0",
        )
    if answer.status_code == requests.codes.not_found:
        return refuse(where, f"the site has no such DocType{lost}", f"install Frappe HR {MAJOR} on the site")
    if answer.status_code == requests.codes.expectation_failed:
        messages = server_messages(answer.content)
        unknown = [name for name in fields if any(text.endswith(f": {name}") for text in messages)]
        return refuse(
            where,
            f"the site knows no field {', '.join(unknown)}"
            if unknown
            else "the site refuses the fields asked for",
            f"update Frappe HR to version {MAJOR}",
        )
    if answer.status_code != requests.codes.ok:
        return bad(where, f"the site answers HTTP {answer.status_code}", "look into its error log")
    counted = site.message("frappe.client.get_count", **_filters(doctype), doctype=doctype.name)
    seen = _member(_rows(site, doctype, ["name"], LOOKED_AT), "data")
    if not isinstance(counted, int) or not isinstance(seen, list):
        return bad(where, "its rows cannot be counted", "look into the site's error log")
    if len(seen) < min(counted, LOOKED_AT):
        return bad(
            where,
            f"the API user sees {len(seen)} of {counted} rows",
            f"take away what limits the user to some rows of {readable} (User Permissions, or the role Employee alone)",
        )
    return good(where, f"{counted} rows, readable")


def _rows(site: _Site, doctype: DocType, fields: Sequence[str], length: int) -> requests.Response:
    """Return the answer to a question for the first rows of a DocType."""
    return site.ask(
        f"/api/resource/{doctype.name}",
        **_filters(doctype),
        **({} if doctype.parent is None else {"parent": doctype.parent}),
        fields=json.dumps(list(fields)),
        order_by="name asc",
        limit_page_length=str(length),
    )


def _filters(doctype: DocType) -> dict[str, str]:
    """Return the parameter that keeps the rows of a child table to those of its parent."""
    return {} if doctype.parent is None else {"filters": json.dumps([["parenttype", "=", doctype.parent]])}


def _member(answer: requests.Response, name: str) -> Any:
    """Return a member of an answer in JSON; None where there is none."""
    try:
        body = answer.json()
    except ValueError:
        return None
    return body.get(name) if isinstance(body, dict) else None
