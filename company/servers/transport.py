"""The transport of the local servers: HTTP/1.1 on 127.0.0.1, in threads, logging nothing.

Belongs here: sockets, reading a request, writing an answer, carrying out faults. Does not belong here: what a
system answers; a `Site` decides that.
"""

import http.client
import socket
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from company.servers.faults import SystemFaults, strikes

HOST = "127.0.0.1"
IDLE_SECONDS = 60


@dataclass(frozen=True)
class Request:
    """A request as a site sees it; `path` is still percent-encoded, header names are lower case.

    `connection` tells the connections that are open apart.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    connection: int = 0

    @property
    def decoded_path(self) -> str:
        """The path with its percent-encoding undone."""
        return unquote(self.path)

    def form(self) -> dict[str, str]:
        """Return query and, for a form body, its fields; the last value of a name wins."""
        pairs = list(self.query)
        if self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            pairs += parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return dict(pairs)


@dataclass(frozen=True)
class Response:
    """An answer: status, body and headers beside Content-Length."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Site(Protocol):
    """A system that answers requests; it is called from several threads at once."""

    def answer(self, request: Request) -> Response:
        """Answer one request."""

    def internal_error(self) -> Response:
        """Answer as the system does when it fails (HTTP 500)."""

    def too_many_requests(self, retry_after: int) -> Response:
        """Answer as the system does over its rate limit (HTTP 429, `Retry-After` in seconds)."""

    def expire(self) -> None:
        """Let the credentials handed out run out, as they do in this system."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of one request: its answer (none: the connection is reset), how late, and whether whole."""

    response: Response | None
    wait_seconds: float = 0.0
    is_broken_off: bool = False


class FaultySite:
    """A site whose faults are carried out request by request; `later` is the site after `change_at`."""

    def __init__(self, site: Site, faults: SystemFaults, later: Site | None = None) -> None:
        self._site = site
        self._faults = faults
        self._later = later
        self._lock = threading.Lock()
        self._received = 0
        self._last: dict[int, Response] = {}

    @property
    def received(self) -> int:
        """How many requests were counted."""
        return self._received

    def next_number(self) -> int:
        """Count a request; the first is 1."""
        with self._lock:
            self._received += 1
            return self._received

    def respond(self, request: Request, number: int) -> Outcome:
        """Return what becomes of request `number`; nothing is waited for here."""
        faults = self._faults
        wait = faults.slow_seconds if strikes(faults.slow_at, number) else 0.0
        with self._lock:
            if self._later is not None and faults.change_at is not None and number >= faults.change_at:
                self._site, self._later = self._later, None
            if number == faults.expire_token_at:
                self._site.expire()
        response, is_broken_off = self._response(request, number), False
        if response is not None and strikes(faults.truncate_at, number):
            half = response.body[: len(response.body) // 2]
            response = Response(response.status, half, response.content_type, response.headers)
        elif strikes(faults.break_off_at, number):
            is_broken_off = True
        return Outcome(response, wait, is_broken_off)

    def _response(self, request: Request, number: int) -> Response | None:
        """Return the answer or what stands in its place; None where the connection must be reset."""
        faults = self._faults
        if strikes(faults.reset_at, number):
            return None
        if strikes(faults.rate_limit_at, number):
            return self._site.too_many_requests(retry_after=1)
        if strikes(faults.error_500_at, number):
            return self._site.internal_error()
        if strikes(faults.duplicate_page_at, number) and request.connection in self._last:
            return self._last[request.connection]
        response = self._last[request.connection] = self._site.answer(request)
        return response


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, site: FaultySite, stop_after: int | None) -> None:
        super().__init__((HOST, port), _Handler)
        self.site = site
        self.stop_after = stop_after
        self.stopped = False
        self.failures: list[BaseException] = []

    def stop(self) -> None:
        """Take no further connection and answer no further request."""
        self.stopped = True
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep a failure of the site for the end; a client that hangs up is no news. Nothing is logged."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.failures.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = IDLE_SECONDS
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        number = self.server.site.next_number()
        stop_after = self.server.stop_after
        if self.server.stopped or (stop_after is not None and number > stop_after):
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        request = Request(self.command, parts.path, query, headers, body, self.client_address[1])
        outcome = self.server.site.respond(request, number)
        time.sleep(outcome.wait_seconds)
        if outcome.response is None:
            self._reset()
            return
        self._write(outcome.response, is_whole=not outcome.is_broken_off)
        if outcome.is_broken_off:
            self.close_connection = True
            return
        if stop_after is not None and number >= stop_after:
            self.close_connection = True
            self.server.stop()

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def _write(self, response: Response, is_whole: bool) -> None:
        reason = http.client.responses.get(response.status, "")
        lines = [f"HTTP/1.1 {response.status} {reason}", f"Content-Type: {response.content_type}"]
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        lines.append(f"Content-Length: {len(response.body)}")
        sent = response.body if is_whole else response.body[: len(response.body) // 2]
        self.wfile.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + sent)
        self.wfile.flush()

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.close(self.connection.detach())
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: an address line may hold a token or a name."""


@contextmanager
def listening(site: Site, faults: SystemFaults, port: int = 0, later: Site | None = None) -> Iterator[str]:
    """Serve `site` on 127.0.0.1 while the context lasts; yield its address, like `http://127.0.0.1:40123`.

    Port 0 takes a free one. `later` is the site after `faults.change_at`. With `faults.down` the port is held
    but every connection to it is refused.
    RuntimeError at the end, if the site itself failed on a request.
    """
    if faults.down:
        with socket.socket() as unheard:
            unheard.bind((HOST, port))
            yield f"http://{HOST}:{unheard.getsockname()[1]}"
        return
    server = _Server(port, FaultySite(site, faults, later), faults.stop_after)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.stop()
        thread.join()
        if server.failures:
            raise RuntimeError("A local server failed on a request.") from server.failures[0]
