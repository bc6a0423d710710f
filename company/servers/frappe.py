"""Frappe HR 15 over REST, as its recorded answers show it: lists, documents, counts, rights and errors.

Belongs here: reading requests, selecting and ordering rows, error bodies. Does not belong here: documents
(they are handed in), what a DocType holds (`frappe_doctypes`), sockets.
A list without `order_by` comes in no promised order; here by name, or by `modified` when that is filtered.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from company.servers.collation import collated
from company.servers.frappe_doctypes import DOCTYPES, STANDARD_FIELDS, DocType
from company.servers.transport import Request, Response
from company.shapes import SITE_VERSIONS

Document = Mapping[str, Any]
DEFAULT_PAGE_LENGTH = 20
GUEST = "Guest"
_APPS = {
    "frappe": (
        "Frappe Framework",
        "Full stack web framework with Python, Javascript, MariaDB, Redis, Node",
    ),
    "erpnext": ("AiBizzApp ERP", "ERP made simple"),
    "hrms": ("Frappe HR", "Modern HR and Payroll Software"),
}
VERSIONS = {
    app: {"title": title, "description": text, "branch": "", "version": SITE_VERSIONS[app]}
    for app, (title, text) in _APPS.items()
}
"""The apps of the site whose answers were recorded."""
_DATE_LIKE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?")
_ORDER_TERM = re.compile(r"(?:`?tab[\w ]+`?\.)?`?(\w+)`?(?:\s+(asc|desc))?", re.IGNORECASE)
_FIELD_TERM = re.compile(r"(?:`?tab[\w ]+`?\.)?`?(\w+)`?(?:\s+as\s+`?(\w+)`?)?", re.IGNORECASE)
_TRACEBACK = json.dumps(["Traceback (most recent call last):\n  <removed>\n"])


@dataclass(frozen=True)
class FrappeUser:
    """A user with an API key. With `employee` it is a mere employee, who silently sees own rows only."""

    name: str
    api_key: str
    api_secret: str
    refused: frozenset[str] = frozenset()
    has_no_role: bool = False
    employee: str | None = None

    def may_read(self, doctype: str) -> bool:
        """Say whether the user's roles reach the DocType at all."""
        return not self.has_no_role and doctype not in self.refused


class FrappeError(Exception):
    """An error that Frappe answers with a status and a body of its own."""

    def __init__(
        self,
        status: int,
        exc_type: str,
        summary: str | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(exc_type)
        self.status = status
        body: dict[str, Any] = {"exc_type": exc_type}
        if status != 404:
            summary = summary or f"frappe.exceptions.{exc_type}"
            body = {"exception": summary, "exc_type": exc_type, "exc": _TRACEBACK}
        self.body = dict(before or {}) | body | dict(after or {})


class _Table:
    """The rows of one DocType: complete (absent fields null), by name, and ordered on demand."""

    def __init__(self, doctype: DocType, documents: Iterable[Document]) -> None:
        rows = list(documents)
        known = {*doctype.all_fields, *doctype.tables, "doctype"}
        extra = {name for row in rows for name in row if name not in known}
        self.fields = doctype.all_fields + tuple(sorted(extra))
        self.children = {row["name"]: {t: row.get(t) or [] for t in doctype.tables} for row in rows}
        self.rows = [{name: row.get(name) for name in self.fields} for row in rows]
        self.by_name = {row["name"]: row for row in self.rows}
        self.kinds = {name: _kind(name, self.rows) for name in self.fields}
        self.selections: dict[str, list[dict[str, Any]]] = {}
        self.orders: dict[str, list[dict[str, Any]]] = {}

    def ordered(self, order_by: str) -> list[dict[str, Any]]:
        """Return every row in an order, kept for the next page."""
        if order_by not in self.orders:
            rows = list(self.rows)
            for name, descending in reversed(_order(self, order_by)):
                rows.sort(key=_sort_key(name, self.kinds[name]), reverse=descending)
            self.orders[order_by] = rows
        return self.orders[order_by]


class FrappeSite:
    """A Frappe HR site over documents by DocType; answers from any number of threads.

    A document is a mapping in the shape of a single document: child tables are lists under their field name;
    of a child row only its own fields are needed, the rest (name, parent, idx, ...) is filled in. Values are
    ready for JSON: dates are text.
    """

    def __init__(
        self,
        documents: Mapping[str, Sequence[Document]],
        users: Sequence[FrappeUser],
        time_zone: str = "Asia/Kolkata",
        doctypes: Mapping[str, DocType] = DOCTYPES,
    ) -> None:
        self._doctypes = dict(doctypes)
        self._users = {user.api_key: user for user in users}
        self._time_zone = time_zone
        children: dict[str, list[Document]] = {
            name: list(documents.get(name, ()))
            for name, doctype in self._doctypes.items()
            if doctype.is_child
        }
        parents: dict[str, list[Document]] = {}
        for name in dict.fromkeys([*self._doctypes, *documents]):
            if name in children:
                continue
            doctype = self._doctypes.setdefault(name, DocType())
            parents[name] = [self._completed(doctype, name, row, children) for row in documents.get(name, ())]
        self._tables = {
            name: _Table(self._doctypes[name], rows) for name, rows in (parents | children).items()
        }

    def _completed(
        self, doctype: DocType, name: str, document: Document, children: dict[str, list[Document]]
    ) -> Document:
        """Return the document with its child rows filled in, which also join `children` by their DocType."""
        whole = dict(document)
        for field, child in doctype.tables.items():
            rows = []
            for position, row in enumerate(whole.get(field) or (), start=1):
                place = f"{name}/{document['name']}/{field}/{position}"
                filled = {standard: document.get(standard) for standard in STANDARD_FIELDS}
                filled |= {"name": hashlib.sha256(place.encode()).hexdigest()[:10], "idx": position}
                filled |= row
                filled |= {"parent": document["name"], "parentfield": field, "parenttype": name}
                rows.append(filled)
            whole[field] = rows
            if child in children:
                children[child] += rows
        return whole

    def answer(self, request: Request) -> Response:
        """Answer one request as Frappe does."""
        try:
            return _json(200, self._route(request))
        except FrappeError as error:
            return _json(error.status, error.body)

    def internal_error(self) -> Response:
        """Answer HTTP 500 in Frappe's shape."""
        summary = "pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')"
        return _json(500, FrappeError(500, "OperationalError", summary).body)

    def too_many_requests(self, retry_after: int) -> Response:
        """Answer HTTP 429 in Frappe's shape; X-RateLimit figures are microseconds of server time."""
        headers = {
            "X-RateLimit-Reset": str(retry_after),
            "X-RateLimit-Limit": "1000000",
            "X-RateLimit-Remaining": "0",
            "Retry-After": str(retry_after),
        }
        return _json(429, FrappeError(429, "TooManyRequestsError").body, headers)

    def expire(self) -> None:
        """Forget every API key, as when somebody makes new ones: 401 from now on."""
        self._users = {}

    def _route(self, request: Request) -> dict[str, Any]:
        user, before = self._authenticate(request)
        path = request.path
        if path.startswith("/api/method/"):
            return {"message": self._method(unquote(path.removeprefix("/api/method/")), user, request.form())}
        if not path.startswith("/api/resource/") or request.method != "GET":
            raise FrappeError(403, "PermissionError")
        doctype, _, name = path.removeprefix("/api/resource/").partition("/")
        doctype, name = unquote(doctype), unquote(name)
        if doctype not in self._tables:
            raise _not_found(f"DocType {doctype} not found")
        if name:
            return {"data": self._document(user, doctype, name, before)}
        return {"data": self._list(user, doctype, request.form(), before)}

    def _authenticate(self, request: Request) -> tuple[FrappeUser, dict[str, int]]:
        """Return the user and what an error body then begins with."""
        header = request.headers.get("authorization")
        if header is None:
            before = {"session_expired": 1} if "sid=" in request.headers.get("cookie", "") else {}
            return FrappeUser(GUEST, "", "", has_no_role=True), before
        scheme, _, credentials = header.partition(" ")
        if scheme.lower() == "basic":
            try:
                credentials = base64.b64decode(credentials).decode("utf-8")
            except ValueError as error:
                raise FrappeError(401, "AuthenticationError") from error
        key, _, secret = credentials.partition(":")
        user = self._users.get(key)
        if scheme.lower() not in {"token", "basic"} or user is None or user.api_secret != secret:
            raise FrappeError(401, "AuthenticationError")
        return user, {}

    def _method(self, method: str, user: FrappeUser, form: Mapping[str, str]) -> Any:
        if method == "ping":
            return "pong"
        if method not in {
            "frappe.auth.get_logged_user",
            "frappe.client.get_time_zone",
            "frappe.client.get_count",
            "frappe.utils.change_log.get_versions",
        }:
            missing = method.rpartition(".")[0]
            text = f"Failed to get method for command {method} with No module named '{missing}'"
            raise _refused(417, "ValidationError", text)
        if user.name == GUEST:
            raise FrappeError(403, "PermissionError")
        if method == "frappe.auth.get_logged_user":
            return user.name
        if method == "frappe.client.get_time_zone":
            return {"time_zone": self._time_zone}
        if method == "frappe.utils.change_log.get_versions":
            return VERSIONS
        doctype = form.get("doctype", "")
        if doctype not in self._tables:
            raise _not_found(f"DocType {doctype} not found")
        table = self._tables[doctype]
        return len(self._select(table, _loads(form.get("filters")), None, "name asc"))

    def _document(self, user: FrappeUser, doctype: str, name: str, before: dict[str, int]) -> dict[str, Any]:
        table = self._tables[doctype]
        if not user.may_read(doctype):
            who = f"User <strong>{user.name}</strong>"
            text = f"{_no_access(user, doctype)}<br>{who} does not have access to this document"
            raise FrappeError(403, "PermissionError", before=before, after=_messages(text))
        row = table.by_name.get(name)
        if row is None:
            raise _not_found(f"{doctype} {name} not found")
        if not _is_own(user, doctype, row):
            raise FrappeError(403, "PermissionError")
        data = _without_nulls(row) | {"doctype": doctype}
        tables = self._doctypes[doctype].tables
        for field, rows in table.children[name].items():
            data[field] = [_without_nulls(child) | {"doctype": tables[field]} for child in rows]
        return data

    def _list(
        self, user: FrappeUser, doctype: str, form: Mapping[str, str], before: dict[str, int]
    ) -> list[dict[str, Any]]:
        reached = doctype
        if self._doctypes[doctype].is_child:
            reached = form.get("parent", "")
            if doctype not in self._doctypes.get(reached, DocType()).tables.values():
                raise FrappeError(403, "PermissionError")
        if not user.may_read(reached):
            text = _no_access(user, reached)
            error_message = {"_error_message": f"No permission for {reached}"}
            raise FrappeError(403, "PermissionError", before=before, after=_messages(text) | error_message)
        fields = _loads(form.get("fields")) or ["name"]
        filters, or_filters = _loads(form.get("filters")), _loads(form.get("or_filters"))
        table = self._tables[doctype]
        shown = _shown(table, fields)
        rows = self._select(table, filters, or_filters, form.get("order_by") or "")
        rows = [row for row in rows if _is_own(user, doctype, row)] if user.employee else rows
        start = _whole(form.get("limit_start"), 0)
        length = _whole(form.get("limit_page_length") or form.get("limit"), DEFAULT_PAGE_LENGTH)
        page = rows[start : start + length] if length else rows[start:]
        return [{alias: row[name] for name, alias in shown} for row in page]

    def _select(self, table: _Table, filters: Any, or_filters: Any, order_by: str) -> list[dict[str, Any]]:
        """Return the rows that meet every filter and, where given, one or-filter; kept for the next page."""
        key = json.dumps([filters, or_filters, order_by])
        if key in table.selections:
            return table.selections[key]
        every = [_condition(table, *term) for term in _terms(filters)]
        some = [_condition(table, *term) for term in _terms(or_filters)]
        by_modified = not order_by and any(term[0] == "modified" for term in _terms(filters))
        rows = [
            row
            for row in table.ordered(order_by or ("modified asc" if by_modified else "name asc"))
            if all(meets(row) for meets in every) and (not some or any(meets(row) for meets in some))
        ]
        table.selections[key] = rows
        return rows


def _kind(name: str, rows: Sequence[Document]) -> str:
    """Tell a column's type from its first value: number, date, datetime or text."""
    if name in {"creation", "modified"}:
        return "datetime"
    value = next((row[name] for row in rows if row[name] is not None), None)
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str) and _DATE_LIKE.fullmatch(value):
        return "date" if len(value) == 10 else "datetime"
    return "text"


def _comparable(kind: str, value: Any) -> Any:
    """Return a value, of a row or a filter, as a column of this kind compares it; null is the least."""
    if kind == "number":
        try:
            return float(value or 0)
        except (TypeError, ValueError):
            return 0.0
    text = "" if value is None else str(value)
    if kind == "text":
        return collated(text)
    found = _DATE_LIKE.match(text)
    if found is None:
        return ""
    if kind == "date":
        return found[0][:10]
    return (found[0].replace("T", " ") + " 00:00:00.000000"[len(found[0]) - 10 :])[:26]


def _sort_key(name: str, kind: str) -> Callable[[Document], tuple[bool, Any]]:
    return lambda row: (row[name] is not None, _comparable(kind, row[name]))


def _terms(filters: Any) -> list[tuple[str, str, Any]]:
    """Return filters, in any of the forms that Frappe takes, as (field, operator, value)."""
    if not filters:
        return []
    if isinstance(filters, Mapping):
        rows = [
            [name, *(value if isinstance(value, list) else ["=", value])] for name, value in filters.items()
        ]
    elif isinstance(filters, list):
        rows = [filters] if isinstance(filters[0], str) else filters
    else:
        raise _refused(417, "ValidationError", "Filters must be a list or an object")
    terms: list[tuple[str, str, Any]] = []
    for row in rows:
        name, *test = row[1:] if len(row) == 4 else row
        operator, value = test if len(test) == 2 else ("=", test[0])
        terms.append((name, operator, value))
    return terms


def _condition(table: _Table, name: str, operator: str, value: Any) -> Callable[[Document], bool]:
    """Return the test of one filter; a null counts as an empty text, zero or the first of dates."""
    if name not in table.kinds:
        raise _no_field(name)
    kind, operator = table.kinds[name], operator.lower()

    def left(row: Document) -> Any:
        return _comparable(kind, row[name])

    if operator == "is":
        wants_value = str(value).lower() == "set"
        return lambda row: (row[name] not in (None, "")) == wants_value
    if operator in {"in", "not in"}:
        listed = value.split(",") if isinstance(value, str) else value or []
        options = {_comparable(kind, option) for option in listed}
        if operator == "in":
            return lambda row: row[name] is not None and left(row) in options
        return lambda row: left(row) not in options
    if operator in {"like", "not like"}:
        parts = re.split(r"([%_])", collated(str(value)))
        wild = {"%": ".*", "_": "."}
        pattern = re.compile("".join(wild.get(part) or re.escape(part) for part in parts), re.DOTALL)
        is_like = operator == "like"
        return lambda row: bool(pattern.fullmatch(collated(str(row[name] or "")))) == is_like
    right = _comparable(kind, value)
    tests: dict[str, Callable[[Document], bool]] = {
        "=": lambda row: left(row) == right,
        "!=": lambda row: left(row) != right,
        ">": lambda row: left(row) > right,
        ">=": lambda row: left(row) >= right,
        "<": lambda row: left(row) < right,
        "<=": lambda row: left(row) <= right,
    }
    if operator not in tests:
        raise _refused(417, "ValidationError", f"Operator must be one of {', '.join(tests)}, in, like, is")
    return tests[operator]


def _order(table: _Table, order_by: str) -> list[tuple[str, bool]]:
    """Return the order as (field, is descending)."""
    order = []
    for part in order_by.split(","):
        term = _ORDER_TERM.fullmatch(part.strip())
        if term is None:
            raise _refused(417, "ValidationError", f"Cannot use {order_by} in order/group by")
        if term[1] not in table.kinds:
            raise _no_field(term[1])
        order.append((term[1], (term[2] or "asc").lower() == "desc"))
    return order


def _shown(table: _Table, fields: Any) -> list[tuple[str, str]]:
    """Return the fields asked for as (field, name in the answer)."""
    shown: list[tuple[str, str]] = []
    for text in fields if isinstance(fields, list) else [str(fields)]:
        term = _FIELD_TERM.fullmatch(text)
        if text == "*":
            shown += [(name, name) for name in table.fields]
        elif term is None or term[1] not in table.kinds:
            raise _no_field(text)
        else:
            shown.append((term[1], term[2] or term[1]))
    return shown


def _is_own(user: FrappeUser, doctype: str, row: Document) -> bool:
    owner = row["name"] if doctype == "Employee" else row.get("employee")
    return user.employee is None or owner == user.employee


def _without_nulls(row: Document) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _whole(text: str | None, default: int) -> int:
    """Parse a count; what is none becomes 0, as Frappe's `cint` has it."""
    if not text:
        return default
    return int(text) if text.strip().isdecimal() else 0


def _loads(text: str | None) -> Any:
    """Parse a JSON parameter; Frappe answers broken JSON with HTTP 500."""
    if text is None or text == "":
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FrappeError(500, "JSONDecodeError", summary=f"json.decoder.JSONDecodeError: {error}") from error


def _messages(text: str, **more: Any) -> dict[str, str]:
    """Return `_server_messages`: a JSON list of JSON objects."""
    return {"_server_messages": json.dumps([json.dumps({"message": text, "title": "Message"} | more)])}


def _raised(text: str) -> dict[str, str]:
    identity = hashlib.sha224(text.encode()).hexdigest()
    return _messages(text, indicator="red", raise_exception=1, __frappe_exc_id=identity)


def _refused(status: int, exc_type: str, text: str) -> FrappeError:
    return FrappeError(status, exc_type, summary=f"frappe.exceptions.{exc_type}: {text}", after=_raised(text))


def _no_access(user: FrappeUser, doctype: str) -> str:
    return (
        f"User <strong>{user.name}</strong> does not have doctype access via role permission "
        f"for document <strong>{doctype}</strong>"
    )


def _no_field(name: str) -> FrappeError:
    return _refused(417, "DataError", f"Field not permitted in query: {name}")


def _not_found(text: str) -> FrappeError:
    return FrappeError(404, "DoesNotExistError", after=_raised(text))


def _json(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, json.dumps(body, separators=(",", ":")).encode(), headers=headers or {})
