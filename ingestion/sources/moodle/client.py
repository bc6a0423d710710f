"""Moodle's web service (REST): one call, its errors, and many calls at a time in a fixed order.

Belongs here: the protocol. Does not belong here: which rows land (`__init__.py`), what they mean (staging).
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import LifoQueue
from typing import Any, TypeVar

import requests
from pydantic import SecretStr

from ingestion.errors import SourceError
from ingestion.exchange import Endpoint, open_session

SOURCE = "moodle"

_RIGHT = "give the token's owner, in a role for the whole site, the right "
_NEWER = "use Moodle 4.3 or later, and load again if a course or an account was removed meanwhile"
_REMEDIES = {
    "invalidtoken": "make a new token for the service account (Server > Web services > Manage tokens)",
    "accessexception": "add the function to the token's service, lift the token's IP restriction, or make a "
    "new token if it has expired, for Moodle does not say which of the three it is",
    "requireloginerror": _RIGHT + "moodle/course:view",
    "errorcoursecontextnotvalid": _RIGHT + "moodle/course:view",
    "nopermissions": _RIGHT + "that Moodle's documentation of the function names",
    "nopermissiontoviewgrades": _RIGHT + "moodle/grade:viewall",
    "cannotviewreport": _RIGHT
    + "report/completion:view, and moodle/course:update, without which Moodle does "
    "not say which courses track completion",
    "accessdenied": _RIGHT + "moodle/site:accessallgroups",
    "notingroup": _RIGHT + "moodle/site:accessallgroups",
    "invalidrecord": _NEWER,
    "invalidparameter": _NEWER,
    "servicenotavailable": "switch on web services and their protocol REST in Moodle",
    "sitemaintenance": "load again after the maintenance",
    "userdeleted": "load again, for the account was deleted meanwhile",
}
_PASSING = frozenset({"sitemaintenance", "userdeleted"})
"""Errorcodes that the next load will not meet."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class State:
    """An errorcode that says how things stand between a user and a course, not that a call failed."""

    errorcode: str


class MoodleClient:
    """Calls functions of one Moodle with one token.

    The token travels in the body of a POST: in the address it would end in access logs.

    Args:
        base_url: the site's root, e.g. "https://learn.example.com".
        token: the service account's token.
        max_connections: how many calls may run at a time, each on a kept-alive session of its own.
        timeout_seconds: how long one answer may take.
        new_session: makes a session for an address.
        sleep: waits between two attempts, seconds.
    """

    def __init__(
        self,
        base_url: str,
        token: SecretStr,
        max_connections: int = 4,
        timeout_seconds: float = 300.0,
        new_session: Callable[[str], requests.Session] = open_session,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        url = base_url.rstrip("/") + "/webservice/rest/server.php"
        self._endpoint = Endpoint(SOURCE, url, timeout_seconds, sleep)
        self._token = token
        self._max_connections = max_connections
        self._sessions: LifoQueue[requests.Session] = LifoQueue()
        for _ in range(max_connections):
            self._sessions.put(new_session(url))

    def call(self, function: str, *args: Any, **named: Any) -> Any:
        """The answer of one function on any free connection; arguments as in `connection`."""
        with self.connection() as call:
            return call(function, *args, **named)

    @contextmanager
    def connection(self) -> Iterator[Callable[..., Any]]:
        """What calls functions in turn on one connection: call(function, params, within, kind, states).

        Its arguments are those of `_call`.
        """
        session = self._sessions.get()
        try:
            yield partial(self._call, session)
        finally:
            self._sessions.put(session)

    def _call(
        self,
        session: requests.Session,
        function: str,
        params: Mapping[str, str | int] | None = None,
        within: str | None = None,
        kind: type = list,
        states: frozenset[str] = frozenset(),
    ) -> Any:
        """The answer of one function.

        Args:
            session: the connection.
            function: the web service function, e.g. "core_course_get_courses".
            params: its parameters in Moodle's form notation, e.g. "criteria[0][key]".
            within: the member that holds the answer where the answer is an object.
            kind: what the answer must be: a list of objects, or a dict.
            states: errorcodes that are returned as a `State`.

        Raises:
            SourceError: for any other errorcode (they arrive with HTTP status 200), for a warning, which may
                mean that all rows came instead of some, and for an answer of another shape.
        """
        where = f"{function} (courseid {params['courseid']})" if params and "courseid" in params else function
        body = {
            "wstoken": self._token.get_secret_value(),
            "wsfunction": function,
            "moodlewsrestformat": "json",
            "moodlewssettingraw": "true",  # else names of courses arrive HTML-escaped
            **(params or {}),
        }
        answer = self._endpoint.post(session, where, data=body)
        if isinstance(answer, dict):
            if "errorcode" in answer or "exception" in answer:
                errorcode = str(answer.get("errorcode"))
                if errorcode in states:
                    return State(errorcode)
                raise _refused(where, errorcode)
            if answer.get("warnings"):
                raise _warned(where, answer["warnings"])
        return member(answer, within, kind, where) if within else shaped(answer, kind, where)

    def each(self, ask: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
        """What `ask` returns for each item, in the order of the items, `max_connections` at a time.

        The first failure is raised, and what has not begun by then is not asked.
        """
        with ThreadPoolExecutor(self._max_connections) as pool:
            yield from pool.map(ask, items)


def member(row: Any, name: str, kind: type, where: str) -> Any:
    """The member `name` of an answer, which must be of `kind`; a list holds objects. Else a SourceError."""
    return shaped(row.get(name) if isinstance(row, dict) else None, kind, where)


def shaped(value: Any, kind: type, where: str) -> Any:
    """The value itself if it is of `kind`, and of objects if it is a list; else a SourceError."""
    if not isinstance(value, kind) or (
        isinstance(value, list) and not all(isinstance(row, dict) for row in value)
    ):
        raise SourceError(
            SOURCE,
            where,
            "the answer does not have the shape that Moodle documents",
            "use Moodle 4.3 or later and check that base_url is the site's root",
        )
    return value


def _refused(where: str, errorcode: str) -> SourceError:
    remedy = _REMEDIES.get(errorcode, "look the code up in Moodle's log of the call")
    return SourceError(
        SOURCE,
        where,
        f"Moodle refused the call with the errorcode {_word(errorcode)}",
        remedy,
        is_transient=errorcode in _PASSING,
    )


def _warned(where: str, warnings: Any) -> SourceError:
    codes = {_word(str(item.get("warningcode"))) for item in warnings if isinstance(item, dict)}
    return SourceError(
        SOURCE,
        where,
        f"Moodle warns ({', '.join(sorted(codes))}), so the answer may hold other rows than asked for",
        _NEWER,
    )


def _word(code: str) -> str:
    """A code fit for a sentence: a server may put anything there, a person's data included."""
    return code if re.fullmatch(r"[a-z0-9_/]{1,60}", code) else "(unreadable)"
