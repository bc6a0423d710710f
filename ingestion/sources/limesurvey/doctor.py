"""Tries a LimeSurvey with its settings: one login, then the surveys the user sees and the rights on each.

Belongs here: what to ask, and what to grant where it is refused; that nobody logs in twice.
Does not belong here: reading rows for a load (`__init__.py`), the protocol (`client.py`).
"""

from collections.abc import Iterator
from typing import Any

from ingestion.doctor import Finding, bad, clock_of, doubtful, good, refused, until_refused
from ingestion.errors import SourceError
from ingestion.sources.limesurvey.client import SOURCE, LimeSurveyClient, number

OLDEST = "6.4"


class _OneLogin(LimeSurveyClient):
    """A client that logs in once: three wrong passwords would lock this address out, the right one included."""

    _has_logged_in = False

    def _log_in(self) -> None:
        if self._has_logged_in:
            raise SourceError(
                SOURCE,
                "session",
                "it ended at once",
                "look at the session's lifetime in the server's settings",
            )
        self._has_logged_in = True
        super()._log_in()


def examine(config: Any) -> Iterator[Finding]:
    """Yield what is found on a LimeSurvey; no value of a participant or an answer is in it.

    Args:
        config: the source's `LimeSurveyConfig`.
    """
    client = _OneLogin(
        config.base_url, config.username, config.password, config.timeout_seconds, sleep=lambda seconds: None
    )
    return until_refused(_examined(client, config.base_url))


def _examined(client: LimeSurveyClient, base_url: str) -> Iterator[Finding]:
    with client.session():
        yield good("site, user and password", "reachable, accepted at the first login")
        yield from clock_of(base_url)
        yield _version(client)
        surveys = client.call("list_surveys")
        if not surveys:
            yield bad(
                "surveys",
                "the user sees none",
                "give the user the rights to read survey, content, participants and responses on each survey",
            )
            return
        active = [survey for survey in surveys if survey.get("active") == "Y"]
        yield good("surveys", f"{len(surveys)} seen, {len(active)} of them active")
        for survey in active:
            yield _survey(client, number(survey, "sid", "list_surveys"))


def _version(client: LimeSurveyClient) -> Finding:
    """Return the version, which most users are not told."""
    try:
        version = client.call("get_site_settings", "versionnumber", kind=(str, int, float))
    except SourceError:
        return doubtful(
            "version",
            "the server does not tell this user",
            f"see in its administration that it is {OLDEST} or later",
        )
    if [int(part) for part in str(version).split(".")[:2] if part.isdecimal()] < [6, 4]:
        return bad("version", f"LimeSurvey {version}", f"update to LimeSurvey {OLDEST} or later")
    return good("version", f"LimeSurvey {version}")


def _survey(client: LimeSurveyClient, sid: int) -> Finding:
    """Return whether an active survey's questions, participants and responses may be read, and how many there are."""
    where = f"survey {sid}"
    try:
        questions = client.call("list_questions", sid)
        client.call("list_participants", sid, 0, 1)
        summary = client.call("get_summary", sid, "all", kind=(dict, list))
    except SourceError as error:
        return refused(error)
    counts = summary if isinstance(summary, dict) else {}
    try:
        responses = sum(1 for _ in client.responses(sid, _language(client, sid), 1000))
    except SourceError as error:
        return refused(error)
    counted = int(counts.get("full_responses", responses) or 0)
    if responses != counted:
        return bad(
            where,
            f"{responses} of {counted} responses can be exported",
            "give the user the right to read and export responses on the survey",
        )
    invited = int(counts.get("token_count", 0) or 0)
    return good(where, f"{len(questions)} questions, {invited} participants, {responses} responses, readable")


def _language(client: LimeSurveyClient, sid: int) -> str:
    properties = client.call("get_survey_properties", sid, ["language"], kind=dict)
    return str(properties.get("language") or "en")
