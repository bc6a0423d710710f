"""Whatever breaks at whatever request: Moodle and LimeSurvey load rightly or stop with one sentence."""

from collections.abc import Mapping
from typing import Any

import pytest
import requests
from pydantic import SecretStr
from replay import SITE, RecordedLimeSurvey, RecordedMoodle, Reply, Server

from ingestion.errors import SourceError
from ingestion.sources.limesurvey import LimeSurveyConfig, LimeSurveyLoad
from ingestion.sources.limesurvey.client import LimeSurveyClient
from ingestion.sources.moodle import MoodleLoad
from ingestion.sources.moodle.client import MoodleClient

Rows = dict[str, list[Mapping[str, Any]]]
FAULTS: dict[str, Reply | str] = {
    "reset": requests.ConnectionError("reset by peer"),
    "broken_in_the_body": requests.exceptions.ChunkedEncodingError("incomplete read"),
    "silence": requests.ReadTimeout(),
    "status_500": 500,
    "status_429": 429,
    "status_404": 404,
    "truncated": "truncated",
    "web_page": b"<html>maintenance</html>",
    "nothing": b"",
    "null": b"null",
    "empty_list": b"[]",
    "empty_object": b"{}",
}
HEALED = ("reset", "broken_in_the_body", "silence", "status_500", "status_429")


def read_moodle(server: Server) -> Rows:
    client = MoodleClient(
        SITE, SecretStr("t"), max_connections=1, new_session=server.new_session, sleep=server.pauses.append
    )
    readers = MoodleLoad(client, page_length=2).readers
    return {record.table: list(read()) for record, read in readers.items()}


def read_limesurvey(server: Server) -> Rows:
    config = LimeSurveyConfig(base_url=SITE, username="u", password=SecretStr("p"), page_length=40)
    client = LimeSurveyClient(
        SITE, "u", config.password, new_session=server.new_session, sleep=server.pauses.append
    )
    readers = LimeSurveyLoad(client, config).readers
    return {record.table: list(read()) for record, read in readers.items()}


def moodle(faults: Mapping[int, Reply | str]) -> Server:
    return RecordedMoodle(faults=faults, userids=frozenset({3, 8, 12}), courseids=frozenset({1, 2}))


def limesurvey(faults: Mapping[int, Reply | str]) -> Server:
    return RecordedLimeSurvey(faults=faults)


SYSTEMS = {"moodle": (moodle, read_moodle), "limesurvey": (limesurvey, read_limesurvey)}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_one_fault_at_any_request_is_healed_or_stops_the_load(system: str, fault: str) -> None:
    make, read = SYSTEMS[system]
    whole = make({})
    expected = read(whole)
    stopped = 0
    for position in range(1, len(whole.asked) + 1):
        try:
            rows = read(make({position: FAULTS[fault]}))
        except SourceError as error:
            assert str(error).startswith(f"{system}, ") and str(error).endswith(".")
            stopped += 1
            continue
        if fault != "empty_list":
            assert rows == expected, position
    if fault in HEALED:
        # only LimeSurvey's login is not asked for a second time
        assert stopped == (1 if system == "limesurvey" else 0)
    elif fault != "empty_list":
        # the answer to the release of the session is the one nothing depends on
        assert stopped == len(whole.asked) - (1 if system == "limesurvey" else 0)


@pytest.mark.parametrize("fault", HEALED)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_server_that_stops_for_good_at_any_request_stops_the_load(system: str, fault: str) -> None:
    make, read = SYSTEMS[system]
    whole = make({})
    read(whole)
    last_needed = len(whole.asked) - (1 if system == "limesurvey" else 0)
    for position in range(1, last_needed + 1):
        gone = dict.fromkeys(range(position, position + 10), FAULTS[fault])
        with pytest.raises(SourceError):
            read(make(gone))
