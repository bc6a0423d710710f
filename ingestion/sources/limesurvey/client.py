"""LimeSurvey's RemoteControl 2: one session, its errors, paging of participants and responses.

Belongs here: the protocol. Does not belong here: which fields land (`__init__.py`), scoring (staging, marts).
"""

import base64
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

import requests
from pydantic import SecretStr

from ingestion.errors import SourceError
from ingestion.exchange import Endpoint, open_session

SOURCE = "limesurvey"

_EXPIRED = "Invalid session key"
_EMPTY = frozenset(
    {
        "No surveys found",
        "No questions found",
        "No groups found",
        "No survey participants found.",
        "Error: No survey participants table",
        "No Data, could not get max id.",
    }
)
_REMEDIES = {
    "No permission": "give the user the rights to read survey and participants and to export responses",
    "No Data, survey table does not exist.": "load again, for the survey was deactivated meanwhile",
    "Invalid surveyid": "load again, for the survey was removed meanwhile",
    "Error: Invalid survey ID": "load again, for the survey was removed meanwhile",
}
_PASSING = frozenset(_REMEDIES) - {"No permission"}
"""Statuses that the next load will not meet."""


class LimeSurveyClient:
    """Calls methods of one LimeSurvey as one user.

    A login is never repeated by itself: three wrong passwords lock the address out, the right one included.

    Args:
        base_url: the site's root, e.g. "https://survey.example.com".
        username: the user.
        password: the user's password.
        timeout_seconds: how long one answer may take.
        new_session: makes a session for an address.
        sleep: waits between two attempts, seconds.
    """

    def __init__(
        self,
        base_url: str,
        username: str,
        password: SecretStr,
        timeout_seconds: float = 300.0,
        new_session: Callable[[str], requests.Session] = open_session,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        url = base_url.rstrip("/") + "/index.php/admin/remotecontrol"
        self._endpoint = Endpoint(SOURCE, url, timeout_seconds, sleep)
        self._http = new_session(url)
        self._username = username
        self._password = password
        self._ids = count(1)
        self._key: str | None = None

    @contextmanager
    def session(self) -> Iterator[None]:
        """Log in, and give the session back at the end, also after a failure."""
        self._log_in()
        try:
            yield
        finally:
            with suppress(SourceError):  # the load itself is complete; an unreleased key dies by itself
                self._post("release_session_key", [self._key], repeats=False)
            self._key = None
            self._http.close()

    def call(self, method: str, *params: Any, kind: type | tuple[type, ...] = list) -> Any:
        """The result of one method; the session key is put in front of `params`.

        A session that expired is opened anew once.

        Args:
            method: the RemoteControl method, e.g. "list_surveys".
            params: its parameters after the session key; the first is the survey or question.
            kind: what the result must be: a list of objects, a dict or a str. The
                statuses that mean "none" are an empty list, whatever was asked for.

        Raises:
            SourceError: for any other status (they arrive with HTTP status 200) and for another shape.
        """
        result = self._post(method, [self._key, *params])
        if _status(result) == _EXPIRED:
            self._log_in()
            result = self._post(method, [self._key, *params])
        where = f"{method} ({params[0]})" if params else method
        status = _status(result)
        if status is not None:
            if status in _EMPTY:
                return []
            raise _refused(where, status)
        return shaped(result, kind, where)

    def participants(self, sid: int, attributes: Sequence[str], page_length: int) -> Iterator[dict[str, Any]]:
        """Every participant of a survey in the order of `tid`, with `attributes` beside tid and token.

        A page starts at a tid, not at an offset; without a limit only ten rows come.
        """
        start = 0
        while True:
            page = self.call("list_participants", sid, start, page_length, False, list(attributes))
            tids = [number(row, "tid", f"list_participants ({sid})") for row in page]
            if not page:
                return
            if min(tids) < start:
                raise SourceError(
                    SOURCE,
                    f"list_participants ({sid})",
                    "a page repeats participants of the page before it",
                    "load again, and use LimeSurvey 6 if it happens twice",
                )
            yield from page
            start = max(tids) + 1

    def responses(self, sid: int, language: str, page_length: int) -> Iterator[dict[str, Any]]:
        """Every response of an active survey, finished or not, in codes, in the order of `id`.

        The ids are asked for first: they have gaps, and they tell whether the pages are complete.
        """
        where = f"export_responses ({sid})"
        ids = sorted(self._export(sid, language, fields=["id"]))
        for first in range(0, len(ids), page_length):
            wanted = ids[first : first + page_length]
            page = self._export(sid, language, wanted[0], wanted[-1])
            if not page.keys() >= set(wanted):
                raise SourceError(
                    SOURCE,
                    where,
                    f"{len(set(wanted) - page.keys())} of {len(wanted)} responses are missing from a page",
                    "load again when nobody is deleting responses",
                    is_transient=True,
                )
            yield from (page[response_id] for response_id in sorted(page))

    def _export(
        self,
        sid: int,
        language: str,
        first: int | None = None,
        last: int | None = None,
        fields: list[str] | None = None,
    ) -> dict[int, dict[str, Any]]:
        """One export by id, with codes as headings and as answers; `first` and `last` are both included."""
        where = f"export_responses ({sid})"
        options = ("json", language, "all", "code", "short", first, last, fields)
        encoded = self.call("export_responses", sid, *options, kind=(str, list))
        if encoded == []:
            return {}
        try:
            document = json.loads(base64.b64decode(encoded, validate=True))
        except (TypeError, ValueError, RecursionError):
            raise SourceError(
                SOURCE,
                where,
                "the export is cut off or is not JSON",
                "load again, and look into the server's log",
            ) from None
        return {number(row, "id", where): row for row in member(document, "responses", list, where)}

    def _log_in(self) -> None:
        params = [self._username, self._password.get_secret_value()]
        key = self._post("get_session_key", params, repeats=False)
        if not isinstance(key, str) or not key:
            raise SourceError(
                SOURCE,
                "get_session_key",
                f"the login was refused ({json.dumps((_status(key) or 'no reason given')[:100])})",
                "correct username and password before the next load, and wait ten minutes after three "
                "failures, for which LimeSurvey locks the address out",
            )
        self._key = key

    def _post(self, method: str, params: list[Any], repeats: bool = True) -> Any:
        """The member `result` of the answer, which must be the answer to this very call."""
        number = next(self._ids)
        body = {"method": method, "params": params, "id": number}
        answer = self._endpoint.post(self._http, method, repeats, json=body)
        if not isinstance(answer, dict) or "result" not in answer or answer.get("id") != number:
            raise SourceError(
                SOURCE,
                method,
                "the answer is not the one to this call",
                "set the RPC interface to JSON-RPC (Global settings > Interfaces) and check base_url",
            )
        if answer.get("error") is not None:
            raise _refused(method, "an error instead of a result")
        return answer["result"]


def member(row: Any, name: str, kind: type, where: str) -> Any:
    """The member `name` of an answer, which must be of `kind`; a list holds objects. Else a SourceError."""
    return shaped(row.get(name) if isinstance(row, dict) else None, kind, where)


def number(row: dict[str, Any], name: str, where: str) -> int:
    """The whole number in the member `name`; some databases hand it over as text."""
    value = row.get(name)
    return int(value) if isinstance(value, str) and value.isdecimal() else int(shaped(value, int, where))


def shaped(value: Any, kind: type | tuple[type, ...], where: str) -> Any:
    """The value itself if it is of `kind`, and of objects if it is a list; else a SourceError."""
    if not isinstance(value, kind) or (
        isinstance(value, list) and not all(isinstance(row, dict) for row in value)
    ):
        raise SourceError(
            SOURCE,
            where,
            "the answer does not have the shape that LimeSurvey 6 has",
            "use LimeSurvey 6.4 or later",
        )
    return value


def _status(result: Any) -> str | None:
    """The status text of a result that is nothing but a status, which is how failures arrive."""
    if isinstance(result, dict) and set(result) == {"status"}:
        return str(result["status"])
    return None


def _refused(where: str, status: str) -> SourceError:
    remedy = _REMEDIES.get(status, "look the status up in LimeSurvey's documentation of the method")
    problem = f"LimeSurvey answered {json.dumps(status[:100])}"
    return SourceError(SOURCE, where, problem, remedy, is_transient=status in _PASSING)
