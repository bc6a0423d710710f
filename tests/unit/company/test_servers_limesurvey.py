"""The local LimeSurvey server answers every recorded request as the real one did.

Belongs here: the replay of the recordings, and manners that no recording shows.
Does not belong here: connectors.
"""

import base64
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from servers_recordings import Client

from company.servers.faults import SystemFaults
from company.servers.limesurvey import PATH, LimeSurveySite, LimeSurveyUser, Survey
from company.servers.transport import listening
from tests.fixtures.recorded_sites import Exchange, exchanges, limesurvey_result, recorded_limesurvey

SYSTEM = "limesurvey-6.4"
SESSION_RECORDINGS = {"000-get_session_key.json", "074-release.json", "075-after_release.json"}
NOT_REPLAYED = {
    "001-site_settings_version.json": "a method that no connector calls",
    "003-list_survey_groups.json": "a method that no connector calls",
    "005-language_properties_engagement.json": "a method that no connector calls",
    "008-language_properties_pulse.json": "a method that no connector calls",
    "011-language_properties_draft.json": "a method that no connector calls",
    "023-fieldmap_engagement.json": "a method that no connector calls",
    "024-fieldmap_pulse.json": "a method that no connector calls",
    "040-export_json_full_long.json": "long answers cannot tell unticked from unseen; codes are exported",
    "041-export_json_abbr_long.json": "long answers cannot tell unticked from unseen; codes are exported",
    "044-export_csv_code_short.json": "JSON is exported",
    "054-export_by_token.json": "a method that no connector calls",
    "055-export_by_token_none.json": "a method that no connector calls",
    "056-response_ids.json": "a method that no connector calls",
    "057-statistics_html_len.json": "a method that no connector calls",
    "073-api_list_participants_noright.json": "a method that no connector calls",
}


class Session:
    """A client with a session of each user, which stand for the labels in the recorded requests."""

    def __init__(self, url: str) -> None:
        self.client = Client(url)
        self.keys = {
            '"<SESSION_KEY>"': json.dumps(self.call("get_session_key", "hr_api", "<PASSWORD>")),
            '"<SESSION_KEY_LIMITED>"': json.dumps(self.call("get_session_key", "limited", "<PASSWORD>")),
        }

    def post(self, body: str) -> Any:
        for label, key in getattr(self, "keys", {}).items():
            body = body.replace(label, key)
        return self.client.ask("POST", PATH, {"Content-Type": "application/json"}, body)

    def call(self, method: str, *parameters: Any) -> Any:
        return self.post(json.dumps({"method": method, "params": parameters, "id": 1})).json()["result"]


@pytest.fixture
def session() -> Iterator[Session]:
    with listening(recorded_limesurvey(), SystemFaults()) as url:
        yield Session(url)


@pytest.fixture(scope="module")
def shared_session() -> Iterator[Session]:
    with listening(recorded_limesurvey(), SystemFaults()) as url:
        yield Session(url)


def comparable(body: Any) -> Any:
    """Return a body with an export unpacked."""
    result = body["result"]
    if not isinstance(result, str) or result == "OK":
        return body
    return body | {"result": json.loads(base64.b64decode(result))}


def headline(page: bytes) -> str:
    found = re.search(r"<h2>(.*?)</h2>", page.decode())
    return html.unescape(found[1]) if found else ""


REPLAYED = [e for e in exchanges(SYSTEM) if e.file not in NOT_REPLAYED and e.file not in SESSION_RECORDINGS]


def test_every_recorded_exchange_is_replayed_or_named_with_its_reason() -> None:
    unknown = [e.file for e in exchanges(SYSTEM) if not e.has_body and e.file not in NOT_REPLAYED]
    assert unknown == []
    assert len(REPLAYED) + len(SESSION_RECORDINGS) + len(NOT_REPLAYED) == 76


@pytest.mark.parametrize("exchange", REPLAYED, ids=lambda exchange: exchange.file.rpartition(".")[0])
def test_answer_equals_the_recording(exchange: Exchange, shared_session: Session) -> None:
    if exchange.method == "GET":
        answer = shared_session.client.replay(exchange)
    else:
        answer = shared_session.post(exchange.body or "")
    assert answer.status == exchange.status
    assert answer.content_type == exchange.content_type
    if exchange.file.endswith(".txt"):
        assert headline(answer.body) == headline(exchange.recorded)
        assert bool(answer.body) == bool(exchange.recorded)
        return
    assert comparable(answer.json()) == comparable(json.loads(exchange.recorded))


def test_a_released_key_is_no_key_any_more(session: Session) -> None:
    key = session.call("get_session_key", "hr_api", "<PASSWORD>")
    assert session.call("release_session_key", key) == limesurvey_result("074-release.json")
    assert session.call("list_surveys", key) == limesurvey_result("075-after_release.json")


def test_three_wrong_passwords_lock_out_the_right_one(session: Session) -> None:
    wrong = [session.call("get_session_key", "hr_api", "wrong")["status"] for _ in range(3)]
    assert wrong == ["Invalid user name or password"] * 3
    locked = session.call("get_session_key", "hr_api", "<PASSWORD>")
    assert locked["status"].startswith("You have exceeded the number of maximum login attempts.")


def test_walking_by_the_last_tid_meets_every_participant_once(session: Session) -> None:
    # 47 participants in pages of 20 from tid 1, 21, 41: 20 + 20 + 7.
    key, start, sizes, seen = session.keys['"<SESSION_KEY>"'].strip('"'), 0, [], []
    while isinstance(page := session.call("list_participants", key, 501001, start, 20), list):
        sizes.append(len(page))
        seen += [person["tid"] for person in page]
        start = seen[-1] + 1
    assert sizes == [20, 20, 7]
    assert len(set(seen)) == 47
    assert page == {"status": "No survey participants found."}


def test_an_active_survey_without_a_response_says_so_instead_of_exporting() -> None:
    properties = {"sid": 7, "surveyls_title": "Empty", "active": "Y", "anonymized": "N", "language": "en"}
    site = LimeSurveySite([Survey(properties)], [LimeSurveyUser("hr_api", "<PASSWORD>")])
    with listening(site, SystemFaults()) as url:
        client = Client(url)
        bodies = [{"method": "get_session_key", "params": ["hr_api", "<PASSWORD>"], "id": 1}]
        key = client.ask("POST", PATH, {}, json.dumps(bodies[0])).json()["result"]
        call = {"method": "export_responses", "params": [key, 7, "json"], "id": 2}
        answer = client.ask("POST", PATH, {}, json.dumps(call)).json()
        client.close()
    assert answer == {"id": 2, "result": {"status": "No Data, could not get max id."}, "error": None}
