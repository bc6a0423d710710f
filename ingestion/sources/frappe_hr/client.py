"""Reads whole DocTypes from a Frappe HR site over its REST API.

Belongs here: addresses, paging, retries, what each of Frappe's errors means for the person who runs the load.
Does not belong here: field lists (`records.py`), anything done to a value, the destination.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import requests
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from requests.auth import AuthBase

from ingestion.errors import SourceError, TableAbsent
from ingestion.exchange import CONNECT_SECONDS, open_session
from ingestion.guards import check_complete
from ingestion.record import Record
from ingestion.sources.frappe_hr import records as r

log = logging.getLogger(__name__)

SOURCE = "frappe_hr"
ATTEMPTS = 4
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 120.0


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
    """

    name: str
    record: type[Record]
    parent: str | None = None
    is_optional: bool = False


DOCTYPES = (
    DocType("Employee", r.Employee),
    DocType("Company", r.Company, is_optional=True),
    DocType("Department", r.Department),
    DocType("Designation", r.Designation),
    DocType("Employee Grade", r.EmployeeGrade, is_optional=True),
    DocType("Employee Promotion", r.EmployeePromotion),
    DocType("Employee Property History", r.EmployeePromotionDetail, parent="Employee Promotion"),
    DocType("Employee Transfer", r.EmployeeTransfer),
    DocType("Employee Property History", r.EmployeeTransferDetail, parent="Employee Transfer"),
    DocType("Appraisal Cycle", r.AppraisalCycle),
    DocType("Appraisal", r.Appraisal),
    DocType("Appraisal KRA", r.AppraisalKra, parent="Appraisal"),
    DocType("Goal", r.Goal),
    DocType("Employee Performance Feedback", r.PerformanceFeedback),
    DocType("Training Event", r.TrainingEvent),
    DocType("Training Event Employee", r.TrainingEventEmployee, parent="Training Event"),
    DocType("Training Result", r.TrainingResult),
    DocType("Training Result Employee", r.TrainingResultEmployee, parent="Training Result"),
    DocType("Salary Structure Assignment", r.SalaryStructureAssignment),
    DocType("Salary Slip", r.SalarySlip),
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
        self._session = open_session(self._base)
        self._session.headers["Accept"] = "application/json"
        self._session.auth = _Token(config.api_key, config.api_secret)

    def read(self, doctype: DocType) -> Iterable[Mapping[str, Any]]:
        """Return every row of a DocType, complete and each once, whatever its docstatus.

        Rows are taken in the order of their names, each page from the last name on, so that a row that
        changes or is added while reading shifts no page. The rows are then held against the site's own
        count, which knows no permissions: the user sees all of them or the load stops.

        Raises:
            SourceError: when the site does not answer, refuses, or sends other rows than it counts.
            TableAbsent: when the site lacks or refuses an optional DocType.
        """
        rows = self._pages(doctype)
        counted = self._count(doctype)
        if rows is None or len(rows) != counted:
            log.warning("%s: %s changed while it was read; reading it again", SOURCE, _where(doctype))
            rows = self._pages(doctype)
            counted = self._count(doctype)
        if rows is None:
            raise SourceError(
                SOURCE,
                _where(doctype),
                "the site sent the same page twice",
                "load again, and look at the site or the proxy before it if this comes back",
                is_transient=True,
            )
        check_complete(SOURCE, _where(doctype), counted, len(rows))
        log.info("%s: read %d rows of %s", SOURCE, len(rows), _where(doctype))
        return rows

    def _pages(self, doctype: DocType) -> list[Mapping[str, Any]] | None:
        """Return all rows of a DocType, or None when a page repeats rows of an earlier one."""
        fields = list(dict.fromkeys(["name", *doctype.record.model_fields]))
        rows: list[Mapping[str, Any]] = []
        seen: set[str] = set()
        filters = _filters(doctype)
        while True:
            parameters = {
                "fields": json.dumps(fields),
                "filters": json.dumps(filters),
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
            filters = [*_filters(doctype), ["name", ">", page[-1]["name"]]]

    def _count(self, doctype: DocType) -> int:
        """Return the site's own count of a DocType."""
        parameters = {"doctype": doctype.name}
        if doctype.parent is not None:
            parameters["filters"] = json.dumps(_filters(doctype))
        return self._get("/api/method/frappe.client.get_count", parameters, doctype, "message", int)

    def _get(self, path: str, parameters: Mapping[str, str], doctype: DocType, key: str, kind: type) -> Any:
        """Return `key` of the answer to a GET, trying again where that can help."""
        pause = FIRST_PAUSE_SECONDS
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
                        f"{self._base} ({_where(doctype)})",
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
                        return value
                    if is_last:
                        raise _not_frappe(
                            doctype, "cannot be read as Frappe's JSON: it is cut short or no answer of it"
                        )
                elif answer.status_code == requests.codes.too_many_requests:
                    wait = _retry_after(answer, pause)
                    if is_last or wait > LONGEST_PAUSE_SECONDS:
                        raise SourceError(
                            SOURCE,
                            _where(doctype),
                            "the site's rate limit is used up",
                            f"load again in {wait:.0f} s, or raise rate_limit in the site's configuration",
                            is_transient=wait <= LONGEST_PAUSE_SECONDS,
                        )
                elif answer.status_code < requests.codes.server_error or is_last:
                    raise _refusal(answer.status_code, body, doctype)
            log.info("%s: %s, try %d failed, waiting %.0f s", SOURCE, _where(doctype), attempt, wait)
            self._pause(wait)
            pause *= 2
        raise AssertionError("unreachable: the last attempt returns or raises")


def _filters(doctype: DocType) -> list[list[Any]]:
    """Return the filters that a DocType is always read with."""
    return [] if doctype.parent is None else [["parenttype", "=", doctype.parent]]


def _where(doctype: DocType) -> str:
    """Return the place in the site, in its own words."""
    return doctype.name if doctype.parent is None else f"{doctype.name} of {doctype.parent}"


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
        _where(doctype),
        f"the answer {problem}",
        "see that base_url is a Frappe site and no proxy cuts its answers, then load again",
        is_transient=True,
    )


def _refusal(status: int, body: bytes, doctype: DocType) -> Exception:
    """Return the error for a status other than 200; of the answer's text only a field's name is kept."""
    where = _where(doctype)
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
