"""A failed run is told to a real webhook and a real mail server on this machine."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from orchestration.alerts import report_failure
from orchestration.settings import Settings

SENTENCES = ["moodle, token: it is not accepted; make a new one."]


def settings(**alert: str) -> Settings:
    return Settings(Path("/nowhere"), date(2026, 3, 31), datetime(2026, 4, 1), alert=alert)


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[bytes]]]:
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", received
    server.shutdown()


def test_the_webhook_gets_the_job_and_its_causes(webhook: tuple[str, list[bytes]]) -> None:
    url, received = webhook
    assert report_failure(settings(webhook=url), "run", SENTENCES) == ["webhook"]
    [body] = received
    assert json.loads(body)["text"].splitlines() == [
        "Meritline: run failed. The last publication is still in place.",
        *SENTENCES,
    ]


def test_the_mail_carries_the_same_words() -> None:
    """A mail server of thirty lines: it says yes to everything and keeps what it was told."""
    server = socket.create_server(("127.0.0.1", 0))
    told: list[str] = []

    def answer() -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rwb") as stream:

            def say(text: str) -> None:
                stream.write(f"{text}\r\n".encode())
                stream.flush()

            say("220 ready")
            in_data = False
            for line in (raw.decode().rstrip() for raw in stream):
                told.append(line)
                if in_data and line != ".":
                    continue
                in_data = line == "data"
                say("354 go on" if in_data else "221 bye" if line == "QUIT" else "250 ok")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    alert = {
        "email_to": "hr@example.com",
        "smtp_host": "127.0.0.1",
        "smtp_port": str(server.getsockname()[1]),
    }
    assert report_failure(settings(**alert), "run", SENTENCES) == ["email_to"]
    thread.join(timeout=10)
    server.close()
    assert "Subject: Meritline: run failed" in told
    assert SENTENCES[0] in told


def test_an_alert_that_cannot_be_sent_hides_nothing_and_raises_nothing() -> None:
    unreachable = settings(
        webhook="http://127.0.0.1:9/hook", email_to="hr@example.com", smtp_host="127.0.0.1", smtp_port="9"
    )
    assert report_failure(unreachable, "run", SENTENCES) == []


def test_nothing_configured_sends_nothing() -> None:
    assert report_failure(replace(settings(), alert={}), "run", SENTENCES) == []
