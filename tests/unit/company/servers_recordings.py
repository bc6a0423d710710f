"""Reading the recorded answers, and asking a local server the recorded questions.

Belongs here: what the replay tests share. Does not belong here: what a site is filled with, expectations.
"""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.fixtures.recorded_sites import Exchange, body_of, exchanges

__all__ = ["Answer", "Client", "Exchange", "body_of", "exchanges"]


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
