"""Reading the recorded answers, and asking a local server the recorded questions.

Belongs here: what the replay tests share. Does not belong here: what a site is filled with, expectations.
"""

import http.client
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "recordings"


@dataclass(frozen=True)
class Exchange:
    """A recorded request with its answer; `url` is path and query, not yet percent-encoded."""

    system: str
    file: str
    method: str
    url: str
    body: str | None
    request_headers: dict[str, str]
    status: int
    content_type: str

    @property
    def has_body(self) -> bool:
        return (RECORDINGS / self.system / self.file).exists()

    @property
    def recorded(self) -> bytes:
        return (RECORDINGS / self.system / self.file).read_bytes()

    @property
    def encoded_url(self) -> str:
        path, _, query = self.url.partition("?")
        pairs = [part.partition("=")[::2] for part in query.split("&")] if query else []
        return quote(path) + (f"?{urlencode(pairs)}" if pairs else "")


def exchanges(system: str) -> list[Exchange]:
    """Return every recorded exchange of a system, in the order in which they took place."""
    index = json.loads((RECORDINGS / system / "index.json").read_text(encoding="utf-8"))
    found = []
    for entry in index:
        types = [v for name, v in entry["response_headers"].items() if name.lower() == "content-type"]
        url = "/" + entry["url"].split("/", 3)[3]
        taken = {name: entry[name] for name in ("file", "method", "body", "request_headers", "status")}
        found.append(Exchange(system, url=url, content_type=types[0], **taken))
    return found


def body_of(system: str, file: str) -> Any:
    """Return a recorded body, parsed."""
    return json.loads((RECORDINGS / system / file).read_bytes())


@dataclass(frozen=True)
class Answer:
    """What a local server answered."""

    status: int
    content_type: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One keep-alive connection to a local server."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)

    def ask(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: str | None = None
    ) -> Answer:
        self._connection.request(method, url, body, headers or {})
        response = self._connection.getresponse()
        content = response.read()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names.get("content-type", ""), names, content)

    def replay(self, exchange: Exchange) -> Answer:
        """Send a recorded request; a recorded form is a JSON object and goes out urlencoded."""
        body, headers = exchange.body, dict(exchange.request_headers)
        if headers.get("Content-Type", "").startswith("application/x-www-form") and body:
            body = urlencode(json.loads(body))
        return self.ask(exchange.method, exchange.encoded_url, headers, body)

    def close(self) -> None:
        self._connection.close()
