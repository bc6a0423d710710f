"""A Frappe HR site that answers with recorded rows and recorded errors.

The rows are those of a real server; the site pages, filters and counts them as that server did.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "recordings" / "frappe-hr-15"
KEY, SECRET = "recorded-key", "recorded-secret"


def recorded(name: str) -> bytes:
    """The body of a recorded answer."""
    return (RECORDINGS / name).read_bytes()


@cache
def recorded_rows(*names: str) -> tuple[Mapping[str, Any], ...]:
    """The rows of recorded pages."""
    return tuple(row for name in names for row in json.loads(recorded(name))["data"])


EMPLOYEE_PAGES = ("008-employee_page0.json", "009-employee_page1.json", "010-employee_page2.json")

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "in": lambda left, right: left in right,
}
Answer = tuple[int, Mapping[str, str], bytes]


@dataclass
class Site:
    """The site's rows per DocType, and what it does wrong.

    Attributes:
        rows: rows per DocType; a child's rows carry `parenttype`. A DocType that is not there has no rows.
        refused: DocTypes that answer 403.
        fault: given the number of the request (from 1) and its path, an answer in place of the right one.
        requests: (path, form) of every request.
    """

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    fault: Callable[[int, str], Answer | None] = lambda number, path: None
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, form: dict[str, str], authorization: str | None) -> Answer:
        self.requests.append((path, form))
        faulty = self.fault(len(self.requests), path)
        if faulty is not None:
            return faulty
        if authorization != f"token {KEY}:{SECRET}":
            return 401, {}, recorded("098-err_bad_token.json")
        if path == "/api/method/frappe.client.get_time_zone":
            return 200, {}, recorded("005-time_zone.json")
        if path == "/api/method/frappe.utils.change_log.get_versions":
            return 200, {}, recorded("003-versions.json")
        if path == "/api/method/frappe.client.get_count":
            return _json({"message": len(self._selected(form["doctype"], form))})
        doctype = path.removeprefix("/api/resource/")
        if doctype in self.refused:
            return 403, {}, recorded("031-company.json")
        rows = sorted(self._selected(doctype, form), key=lambda row: row["name"])
        page = rows[: int(form["limit_page_length"])]
        fields = json.loads(form["fields"])
        return _json({"data": [{name: row.get(name) for name in fields} for row in page]})

    def _selected(self, doctype: str, form: Mapping[str, str]) -> list[dict[str, Any]]:
        rows = self.rows.get(doctype, [])
        for name, operator, value in json.loads(form.get("filters", "[]")):
            meets = _OPERATORS[operator]
            rows = [row for row in rows if meets(row[name], value)]
        return rows


def _json(value: Any) -> Answer:
    return 200, {}, json.dumps(value).encode()


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """Serve a site on this machine; the value is its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            form = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, headers, body = site.answer(unquote(parts.path), form, self.headers["Authorization"])
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
