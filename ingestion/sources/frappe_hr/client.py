"""Asks a Frappe HR site over its REST API: whole DocTypes, selected rows, counts, times of change.

Belongs here: addresses, paging, retries, what each of Frappe's errors means for the person who runs the load.
Does not belong here: field lists (`records.py`), which rows a load needs (`changes.py`), anything done to a
value, the destination.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import requests
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from requests.auth import AuthBase

from ingestion.errors import SourceError, TableAbsent
from ingestion.exchange import CONNECT_SECONDS, open_session
from ingestion.record import Record
from ingestion.sources.frappe_hr import records as r

log = logging.getLogger(__name__)

SOURCE = "frappe_hr"
ATTEMPTS = 4
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 120.0
READINGS = 3
"""How often a table that changes while it is read is read."""
LONGEST_NAMES = 2_000
"""Characters of an address for names of documents: with the fields it stays below 4,094, gunicorn's limit."""


class FrappeConfig(BaseModel):
    """Settings of a Frappe HR site.

    Attributes:
        base_url: address of the site, e.g. "https://hr.example.com".
        api_key: key of a user that may read every DocType of `DOCTYPES`.
        api_secret: the secret of that key.
        page_length: rows per request.
        timeout_seconds: longest silence of the server.
    """

    model_config = ConfigDict(frozen=True)

    base_url: str = Field(pattern=r"^https?://[^/]+")
    api_key: SecretStr
    api_secret: SecretStr
    page_length: int = Field(default=1000, ge=1)
    timeout_seconds: float = Field(default=60, gt=0)


@dataclass(frozen=True)
class DocType:
    """One DocType to read.

    Attributes:
        name: Frappe's own name.
        record: the record class it lands as.
        parent: for a child table, the DocType whose rows are wanted.
        is_optional: whether a site may lack it or refuse it; it is absent then, not an error.
        is_whole: whether every load reads all of it: a short list that others link to.
        is_renamed: whether people give its documents other names; every load then looks at all names.
        links: DocTypes it names documents of. When one of those is renamed, Frappe rewrites the name here and
            leaves `modified` as it was.
        follows: DocTypes whose changes are written into this one with `modified` left as it was.
    """

    name: str
    record: type[Record]
    parent: str | None = None
    is_optional: bool = False
    is_whole: bool = False
    is_renamed: bool = False
    links: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The place in the site, in its own words."""
        return self.name if self.parent is None else f"{self.name} of {self.parent}"

    @property
    def filters(self) -> list[list[Any]]:
        """The filters it is always read and counted with."""
        return [] if self.parent is None else [["parenttype", "=", self.parent]]


_SITE = DocType("Site", r.Site)
_RATING = "Employee Feedback Rating"
_PROPERTY = "Employee Property History"
_OF_EMPLOYEE = ("Employee", "Company")
_OF_REVIEW = ("Employee", "Company", "Appraisal Cycle", "KRA", "Appraisal Template")

# In the order in which they are read: what others link to or follow comes before them.
DOCTYPES = (
    DocType("Company", r.Company, is_optional=True, is_whole=True),
    DocType("Department", r.Department, is_whole=True),
    DocType("Designation", r.Designation, is_whole=True),
    DocType("Branch", r.Branch, is_whole=True),
    DocType("Employment Type", r.EmploymentType, is_whole=True),
    DocType("Employee Grade", r.EmployeeGrade, is_optional=True, is_whole=True),
    DocType(
        "Employee",
        r.Employee,
        is_renamed=True,
        links=("Company", "Department", "Designation", "Branch", "Employment Type", "Employee Grade"),
    ),
    DocType("Employee Promotion", r.EmployeePromotion, links=_OF_EMPLOYEE),
    DocType(_PROPERTY, r.EmployeePromotionDetail, parent="Employee Promotion"),
    DocType("Employee Transfer", r.EmployeeTransfer, links=_OF_EMPLOYEE),
    DocType(_PROPERTY, r.EmployeeTransferDetail, parent="Employee Transfer"),
    DocType("Exit Interview", r.ExitInterview, is_optional=True, links=_OF_EMPLOYEE),
    DocType("KRA", r.Kra, is_optional=True, is_whole=True),
    DocType("Appraisal Template", r.AppraisalTemplate, is_optional=True, is_whole=True),
    DocType(
        "Appraisal Template Goal", r.AppraisalTemplateGoal, parent="Appraisal Template", is_optional=True
    ),
    DocType(_RATING, r.AppraisalTemplateCriterion, parent="Appraisal Template", is_optional=True),
    DocType("Appraisal Cycle", r.AppraisalCycle, is_whole=True),
    DocType("Goal", r.Goal, is_renamed=True, links=_OF_REVIEW),
    DocType("Employee Performance Feedback", r.PerformanceFeedback, links=_OF_REVIEW),
    DocType("Appraisal", r.Appraisal, links=_OF_REVIEW, follows=("Goal", "Employee Performance Feedback")),
    DocType("Appraisal KRA", r.AppraisalKra, parent="Appraisal"),
    DocType(_RATING, r.AppraisalSelfRating, parent="Appraisal", is_optional=True),
    DocType("Training Program", r.TrainingProgram, is_optional=True, is_whole=True),
    DocType("Training Event", r.TrainingEvent, is_renamed=True, links=("Company", "Training Program")),
    DocType("Training Feedback", r.TrainingFeedback, is_optional=True, links=("Employee", "Training Event")),
    DocType(
        "Training Event Employee",
        r.TrainingEventEmployee,
        parent="Training Event",
        links=("Employee",),
        follows=("Training Feedback",),
    ),
    DocType("Training Result", r.TrainingResult, links=("Training Event",)),
    DocType(
        "Training Result Employee", r.TrainingResultEmployee, parent="Training Result", links=("Employee",)
    ),
    DocType("Leave Type", r.LeaveType, is_optional=True, is_whole=True),
    DocType("Leave Application", r.LeaveApplication, is_optional=True, links=(*_OF_EMPLOYEE, "Leave Type")),
    DocType("Attendance", r.Attendance, is_optional=True, links=(*_OF_EMPLOYEE, "Leave Type")),
    DocType("Employee Skill Map", r.EmployeeSkillMap, is_optional=True, is_renamed=True, links=("Employee",)),
    DocType("Employee Skill", r.EmployeeSkill, parent="Employee Skill Map", is_optional=True),
    DocType("Salary Structure Assignment", r.SalaryStructureAssignment, links=_OF_EMPLOYEE),
    DocType("Salary Slip", r.SalarySlip, links=_OF_EMPLOYEE),
    DocType("Salary Detail", r.SalaryDetail, parent="Salary Slip"),
)


class _Token(AuthBase):
    """The header of Frappe's tokens; as an auth of the session, no `.netrc` can put another in its place."""

    def __init__(self, key: SecretStr, secret: SecretStr) -> None:
        self._token = SecretStr(f"token {key.get_secret_value()}:{secret.get_secret_value()}")

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._token.get_secret_value()
        return request


class FrappeClient:
    """A reader of one site; no request is made before the first table is read."""

    def __init__(self, config: FrappeConfig, pause: Callable[[float], None] = time.sleep) -> None:
        """Prepare the session.

        Args:
            config: the settings.
            pause: waits for a number of seconds between two tries.
        """
        self._config = config
        self._base = config.base_url.rstrip("/")
        self._pause = pause
        self._last_body = b""
        self._session = open_session(self._base)
        self._session.headers["Accept"] = "application/json"
        self._session.auth = _Token(config.api_key, config.api_secret)

    def read(self, doctype: DocType) -> list[Mapping[str, Any]]:
        """Return every row of a DocType, complete and each once, whatever its docstatus.

        Rows are taken in the order of their names, each page from the last name on, so that a row that
        changes or is added while reading shifts no page. The rows are then held against the site's own
        count, which knows no permissions: the user sees all of them or the load stops.

        Raises:
            SourceError: when the site does not answer, refuses, or sends other rows than it counts.
            TableAbsent: when the site lacks or refuses an optional DocType.
        """
        for attempt in range(1, READINGS + 1):
            rows = self._pages(doctype, [])
            counted = self.count(doctype)
            if rows is not None and len(rows) == counted:
                log.info("%s: read %d rows of %s", SOURCE, len(rows), doctype.where)
                return rows
            log.info("%s: %s changed while it was read (reading %d)", SOURCE, doctype.where, attempt)
        if rows is None:
            raise _repeated(doctype)
        raise _not_all(doctype, counted, len(rows))

    def select(self, doctype: DocType, filters: Sequence[Sequence[Any]]) -> list[Mapping[str, Any]]:
        """Return the rows of a DocType that meet every filter, each once.

        Raises:
            SourceError: when the site does not answer, refuses, or sends a page twice.
            TableAbsent: when the site lacks or refuses an optional DocType.
        """
        return self._once(doctype, filters)

    def below(self, doctype: DocType, parents: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return the rows of a child table below some documents, a few documents to a request.

        A server takes an address of some 4,000 characters only, so the names decide how many go into one.
        """
        rows: list[Mapping[str, Any]] = []
        batch: list[str] = []
        length = 0
        for name in [*parents, None]:
            size = 0 if name is None else len(quote(json.dumps(name), safe="")) + len("%2C+")
            if batch and (name is None or length + size > LONGEST_NAMES):
                rows += self.select(doctype, [["parent", "in", batch]])
                batch, length = [], 0
            if name is not None:
                batch.append(name)
                length += size
        return rows

    def times(self, doctype: DocType, since: datetime) -> dict[str, datetime]:
        """Return `modified` by name of the documents modified at or after a moment, on the site's clock."""
        filters = [["modified", ">=", site_time(since)]]
        rows = self._once(doctype, filters, ("name", "modified"))
        return {row["name"]: datetime.fromisoformat(row["modified"]) for row in rows}

    def names(self, doctype: DocType) -> set[str]:
        """Return the names of all documents of a DocType."""
        return {row["name"] for row in self._once(doctype, [], ("name",))}

    def count(self, doctype: DocType, *filters: Sequence[Any]) -> int:
        """Return the site's own count of the rows that meet every filter; it knows no permissions."""
        parameters = {"doctype": doctype.name}
        every = [*doctype.filters, *filters]
        if every:
            parameters["filters"] = json.dumps(every)
        return self._get("/api/method/frappe.client.get_count", parameters, doctype, "message", int)

    def site(self) -> list[Mapping[str, Any]]:
        """Return the one row about the site: time zone, and versions where it tells them."""
        zone = self._get("/api/method/frappe.client.get_time_zone", {}, _SITE, "message", dict)
        optional = replace(_SITE, is_optional=True)
        try:
            path = "/api/method/frappe.utils.change_log.get_versions"
            versions = self._get(path, {}, optional, "message", dict)
        except TableAbsent:
            versions = {}
        known = {app: facts["version"] for app, facts in versions.items() if isinstance(facts, dict)}
        return [
            {
                "name": "site",
                "time_zone": zone.get("time_zone"),
                **{f"{app}_version": known.get(app) for app in ("frappe", "erpnext", "hrms")},
            }
        ]

    def _once(
        self, doctype: DocType, filters: Sequence[Sequence[Any]], fields: Sequence[str] = ()
    ) -> list[Mapping[str, Any]]:
        """Return the rows that meet every filter; a page that comes twice is asked for once more."""
        rows = self._pages(doctype, filters, fields)
        rows = self._pages(doctype, filters, fields) if rows is None else rows
        if rows is None:
            raise _repeated(doctype)
        return rows

    def _pages(
        self, doctype: DocType, filters: Sequence[Sequence[Any]], fields: Sequence[str] = ()
    ) -> list[Mapping[str, Any]] | None:
        """Return the rows that meet every filter, or None when a page repeats rows of an earlier one."""
        fields = fields or list(dict.fromkeys(["name", *doctype.record.model_fields]))
        rows: list[Mapping[str, Any]] = []
        seen: set[str] = set()
        every = [*doctype.filters, *filters]
        after: list[list[Any]] = []
        while True:
            parameters = {
                "fields": json.dumps(fields, separators=(",", ":")),
                "filters": json.dumps([*every, *after], separators=(",", ":")),
                "order_by": "name asc",
                "limit_page_length": str(self._config.page_length),
            }
            if doctype.parent is not None:
                parameters["parent"] = doctype.parent
            page = self._get(f"/api/resource/{doctype.name}", parameters, doctype, "data", list)
            if not all(isinstance(row, Mapping) and isinstance(row.get("name"), str) for row in page):
                raise _not_frappe(doctype, "has rows without a name")
            names = {row["name"] for row in page}
            if len(names) < len(page) or names & seen:
                return None
            seen |= names
            rows.extend(page)
            if len(page) < self._config.page_length:
                return rows
            after = [["name", ">", page[-1]["name"]]]

    def _get(self, path: str, parameters: Mapping[str, str], doctype: DocType, key: str, kind: type) -> Any:
        """Return `key` of the answer to a GET, trying again where that can help."""
        pause = FIRST_PAUSE_SECONDS
        is_asked_again = False
        for attempt in range(1, ATTEMPTS + 1):
            is_last = attempt == ATTEMPTS
            wait = pause
            try:
                answer = self._session.get(
                    f"{self._base}{path}",
                    params=parameters,
                    timeout=(CONNECT_SECONDS, self._config.timeout_seconds),
                    allow_redirects=False,
                )
                body = answer.content
            except requests.exceptions.SSLError as error:
                raise SourceError(
                    SOURCE,
                    self._base,
                    "its certificate is not trusted",
                    "correct base_url or the certificate",
                ) from error
            except (
                requests.exceptions.ConnectionError,
                requests.exceptions.Timeout,
                requests.exceptions.ChunkedEncodingError,
                requests.exceptions.ContentDecodingError,
            ) as error:
                if is_last:
                    raise SourceError(
                        SOURCE,
                        f"{self._base} ({doctype.where})",
                        f"the site does not answer, or breaks off, after {ATTEMPTS} tries",
                        "start it, or correct base_url",
                        is_transient=True,
                    ) from error
            except requests.exceptions.RequestException as error:
                raise SourceError(
                    SOURCE, "base_url", "it is no address that can be asked", "correct it"
                ) from error
            else:
                if answer.status_code == requests.codes.ok:
                    value = _value(body, key, kind)
                    if value is not None:
                        # What a proxy sends twice looks like the answer to another question: ask once more.
                        is_repeat = kind is not int and bool(value) and body == self._last_body
                        self._last_body = body
                        if not is_repeat or is_asked_again or is_last:
                            return value
                        is_asked_again = True
                        continue
                    if is_last:
                        raise _not_frappe(
                            doctype, "cannot be read as Frappe's JSON: it is cut short or no answer of it"
                        )
                elif answer.status_code == requests.codes.too_many_requests:
                    wait = _retry_after(answer, pause)
                    if is_last or wait > LONGEST_PAUSE_SECONDS:
                        raise SourceError(
                            SOURCE,
                            doctype.where,
                            "the site's rate limit is used up",
                            f"load again in {wait:.0f} s, or raise rate_limit in the site's configuration",
                            is_transient=wait <= LONGEST_PAUSE_SECONDS,
                        )
                elif answer.status_code < requests.codes.server_error or is_last:
                    raise _refusal(answer.status_code, body, doctype)
            log.info("%s: %s, try %d failed, waiting %.0f s", SOURCE, doctype.where, attempt, wait)
            self._pause(wait)
            pause *= 2
        raise AssertionError("unreachable: the last attempt returns or raises")


def site_time(moment: datetime) -> str:
    """Return a moment as Frappe writes it, with its microseconds: a lesser text would find rows again."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def _repeated(doctype: DocType) -> SourceError:
    """Return the error for a page that came twice."""
    return SourceError(
        SOURCE,
        doctype.where,
        "the site sent the same page twice",
        "load again, and look at the site or the proxy before it if this comes back",
        is_transient=True,
    )


def _not_all(doctype: DocType, counted: int, seen: int) -> SourceError:
    """Return the error for rows that the site counts and does not show, or the other way round."""
    readable = doctype.parent or doctype.name
    return SourceError(
        SOURCE,
        doctype.where,
        f"the site counts {counted} rows but shows the API user {seen}",
        f"give the API user a role that reads every {readable} (HR Manager, with no user permission and no "
        '"only if creator" on it), or load again when nobody is changing them',
        is_transient=True,
    )


def _value(body: bytes, key: str, kind: type) -> Any:
    """Return `key` of a JSON object if it is of the kind, else None; numbers stay exact."""
    try:
        answer = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    value = answer.get(key) if isinstance(answer, dict) else None
    return value if isinstance(value, kind) and not isinstance(value, bool) else None


def _retry_after(answer: requests.Response, otherwise: float) -> float:
    """Return how many seconds the site asks to wait."""
    header = answer.headers.get("Retry-After", "")
    return float(header) if header.isdigit() else otherwise


def _not_frappe(doctype: DocType, problem: str) -> SourceError:
    """Return the error for an answer of another shape than Frappe's."""
    return SourceError(
        SOURCE,
        doctype.where,
        f"the answer {problem}",
        "see that base_url is a Frappe site and no proxy cuts its answers, then load again",
        is_transient=True,
    )


def _refusal(status: int, body: bytes, doctype: DocType) -> Exception:
    """Return the error for a status other than 200; of the answer's text only a field's name is kept."""
    where = doctype.where
    if status == requests.codes.unauthorized:
        return SourceError(
            SOURCE,
            "api_key and api_secret",
            "the site does not accept them",
            "generate new keys for the API user (User, Settings, API Access) and set both",
        )
    if status == requests.codes.forbidden:
        readable = doctype.parent or doctype.name
        if doctype.is_optional:
            return TableAbsent(f"the API user may not read {readable}")
        return SourceError(
            SOURCE,
            where,
            f"the API user may not read {readable}",
            f"give one of its roles the right to read {readable} (Role Permissions Manager)",
        )
    if status == requests.codes.not_found:
        if doctype.is_optional:
            return TableAbsent(f"the site has no {doctype.name}")
        return SourceError(
            SOURCE,
            where,
            "the site does not know it",
            "see that base_url is right and the app Frappe HR is installed on the site",
        )
    if requests.codes.multiple_choices <= status < requests.codes.bad_request:
        return SourceError(
            SOURCE,
            "base_url",
            "the site redirects the request",
            "set base_url to the address it redirects to, https included",
        )
    if status == requests.codes.expectation_failed:
        messages = server_messages(body)
        field = next(
            (name for name in doctype.record.model_fields if any(m.endswith(f": {name}") for m in messages)),
            "",
        )
        return SourceError(
            SOURCE,
            f"{where}.{field}" if field else where,
            "the site knows no such field" if field else "the site refuses the query",
            "update Frappe HR to version 15, or take the field out of records.py",
        )
    return SourceError(
        SOURCE,
        where,
        f"the site failed with status {status} after {ATTEMPTS} tries",
        "look into its error log",
        is_transient=True,
    )


def server_messages(body: bytes) -> list[str]:
    """Return the texts of Frappe's `_server_messages`, a JSON list of JSON strings; [] when there are none.

    The texts may name people: they serve to recognise an error and are never passed on.
    """
    try:
        texts = [json.loads(item) for item in json.loads(json.loads(body)["_server_messages"])]
    except (ValueError, KeyError, TypeError):
        return []
    return [str(text.get("message", "")) for text in texts if isinstance(text, dict)]
