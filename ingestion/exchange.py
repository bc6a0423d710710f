"""One exchange with a web service: a POST that is repeated when that may help, and an answer that is JSON.

Belongs here: what every source spoken to by POST shares: sessions, repeats with growing pauses, bodies that
are cut off or no JSON. Does not belong here: what an answer means, logins, paging (the clients').
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests

from ingestion.errors import SourceError

PAUSES_SECONDS = (0.5, 1.0, 2.0)
LONGEST_PAUSE_SECONDS = 60.0
CONNECT_SECONDS = 10.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def open_session(url: str) -> requests.Session:
    """A session for `url` that keeps its connection and no cookie.

    A server on this machine is asked directly, never through a proxy of the environment.
    """
    session = requests.Session()
    session.trust_env = urlsplit(url).hostname not in LOOPBACK
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


@dataclass(frozen=True)
class Endpoint:
    """The address a source answers at, and how patiently it is asked.

    Attributes:
        source: name of the source, for the sentence of an error.
        url: the full address; secrets travel in the body, never here.
        timeout_seconds: how long one answer may take.
        sleep: waits between two attempts, seconds.
    """

    source: str
    url: str
    timeout_seconds: float
    sleep: Callable[[float], None] = time.sleep

    def post(self, session: requests.Session, where: str, repeats: bool = True, **body: Any) -> Any:
        """The JSON answer to one POST; `body` is `data=` or `json=` of requests.

        A broken connection, a status 5xx and a 429 are tried again after a pause, unless `repeats` is
        false. Anything else, or the last attempt, ends in a SourceError that names `where`.
        """
        pauses = PAUSES_SECONDS if repeats else ()
        for attempt in range(len(pauses) + 1):
            last = attempt == len(pauses)
            try:
                answer = session.post(
                    self.url,
                    timeout=(CONNECT_SECONDS, self.timeout_seconds),
                    allow_redirects=False,  # it would turn into a GET or carry the secret elsewhere
                    **body,
                )
            except (
                requests.ConnectionError,
                requests.Timeout,
                requests.exceptions.ChunkedEncodingError,
            ) as error:
                if last:
                    raise self._unreachable(where, error) from None
                self.sleep(pauses[attempt])
                continue
            except (requests.RequestException, ValueError) as error:
                raise self._unreachable(where, error) from None
            if answer.status_code != 429 and answer.status_code < 500:
                return self._parsed(answer, where)
            if last:
                raise self._refused(answer, where)
            self.sleep(max(pauses[attempt], _retry_after_seconds(answer)))
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _unreachable(self, where: str, error: Exception) -> SourceError:
        host = urlsplit(self.url).netloc.rpartition("@")[2]
        return SourceError(
            self.source,
            where,
            f"the connection to {host} failed ({type(error).__name__})",
            "check base_url and that the server is running, then load again",
            is_transient=True,
        )

    def _refused(self, answer: requests.Response, where: str) -> SourceError:
        status = answer.status_code
        if status == 429:
            remedy = "raise the server's request limit or load at a quieter time"
        elif status >= 500:
            remedy = "look into the server's error log, then load again"
        elif 300 <= status < 400:
            remedy = "set base_url to the address it redirects to, https included"
        else:
            remedy = "check base_url and that nothing in front of the server blocks the request"
        return SourceError(
            self.source,
            where,
            f"the server answered HTTP status {status}",
            remedy,
            is_transient=status == 429 or status >= 500,
        )

    def _parsed(self, answer: requests.Response, where: str) -> Any:
        if answer.status_code != 200:
            raise self._refused(answer, where)
        body = answer.content.lstrip()
        is_cut = False
        if not body:
            problem = "the answer is empty"
            remedy = "check that the web service is switched on and base_url is the site's root"
        elif body.startswith(b"<?xml"):
            problem = "the answer is XML instead of JSON"
            remedy = (
                "switch the web service to JSON, and see that nothing in front of it drops a request's body"
            )
        elif body.startswith(b"<"):
            problem = "the answer is a web page instead of JSON"
            remedy = "check base_url and that the site is not under maintenance"
        else:
            try:
                return json.loads(body)
            except (ValueError, RecursionError):
                is_cut = True
                problem = f"the answer of {len(body)} bytes is cut off or is not JSON"
                remedy = "load again, and look into the server's error log if it happens twice"
        raise SourceError(self.source, where, problem, remedy, is_transient=is_cut)


def _retry_after_seconds(answer: requests.Response) -> float:
    """What the server asks for in Retry-After, bounded; 0 when it asks for nothing readable."""
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_PAUSE_SECONDS) if asked.isdecimal() else 0.0
