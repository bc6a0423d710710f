"""The recorded answers of a real system and the local server, holding the same people, land the same rows.

What staging and canonical say follows from the landed rows alone, so they are the same too.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import requests
from matrix import SYSTEMS, SiteAdapter, read, small
from pydantic import SecretStr
from replay import SITE, RecordedLimeSurvey, RecordedMoodle, Server

from company.servers import SystemFaults
from company.servers.transport import FaultySite, Site
from company.world import generate
from ingestion.landing import Landing
from ingestion.rows import read_rows
from ingestion.sources.limesurvey import LimeSurveyConfig, LimeSurveyLoad
from ingestion.sources.limesurvey.client import LimeSurveyClient
from ingestion.sources.moodle import MoodleLoad
from ingestion.sources.moodle.client import MoodleClient
from tests.fixtures.recorded_sites import recorded_limesurvey, recorded_moodle

Rows = Mapping[str, list[dict[str, Any]]]


class Local(Server):
    """A local site in the place of the recordings."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    def new_session(self, url: str) -> requests.Session:
        session = requests.Session()
        session.mount("http://", SiteAdapter(FaultySite(self.site, SystemFaults())))
        return session


def landing_rows(readers: Mapping[Any, Any]) -> Rows:
    """The rows as they would land, by table."""
    landed = {}
    for record, reader in readers.items():
        arrival = read_rows(record, reader())
        assert not arrival.rejected
        landed[record.table] = arrival.table.drop_columns(["__position"]).to_pylist()
    return landed


def moodle_rows(server: Server) -> Rows:
    client = MoodleClient(SITE, SecretStr("<TOKEN_HR>"), new_session=server.new_session)
    return landing_rows(MoodleLoad(client, page_length=20).readers)


def limesurvey_rows(server: Server) -> Rows:
    config = LimeSurveyConfig(
        base_url=SITE, username="hr_api", password=SecretStr("<PASSWORD>"), page_length=20
    )
    client = LimeSurveyClient(SITE, config.username, config.password, new_session=server.new_session)
    return landing_rows(LimeSurveyLoad(client, config).readers)


def test_recorded_and_local_moodle_land_the_same_rows() -> None:
    recorded, local = moodle_rows(RecordedMoodle()), moodle_rows(Local(recorded_moodle()))
    assert len(recorded["enrolments"]) > 100 and len(recorded["grade_items"]) > 200
    for table in ("users", "courses", "enrolments", "grade_items"):
        assert recorded[table] == local[table], table
    # The recordings hold the progress of these; of everybody else the two invent different refusals.
    asked = RecordedMoodle.completions.keys()
    for table in ("course_completions", "completion_criteria", "activity_completions"):
        of_asked = [
            [row for row in rows[table] if (row["courseid"], row["userid"]) in asked]
            for rows in (recorded, local)
        ]
        assert of_asked[0] == of_asked[1] and len(of_asked[0]) >= len(asked), table


def test_recorded_and_local_limesurvey_land_the_same_rows() -> None:
    recorded, local = (limesurvey_rows(s) for s in (RecordedLimeSurvey(), Local(recorded_limesurvey())))
    assert len(recorded["participants"]) == 47 and len(recorded["response_answers"]) > 500
    for table, rows in recorded.items():
        # Recorded with every answer: options of the confidential survey, and questions but the Dutch draft's.
        known = {"answer_options": {501001}, "questions": {501001, 501002}}.get(
            table, {501001, 501002, 501003}
        )
        of_known = [[row for row in found if row["sid"] in known] for found in (rows, local[table])]
        assert of_known[0] == of_known[1] and of_known[0], table


@pytest.mark.parametrize("people", [0, 60])
def test_moodle_4_3_lands_the_rows_of_4_5(people: int, landing: Landing) -> None:
    world = generate(people) if people else None
    state = small() if world is None else replace(small(), learning=world.moodle())
    new, old = (read(SYSTEMS["moodle"], landing, state, moodle_version=v) for v in ("4.5", "4.3"))
    assert new.error is None and new.requests > 20
    assert old == new


def test_the_recorded_moodle_as_4_3_lands_the_rows_of_4_5() -> None:
    assert moodle_rows(Local(recorded_moodle("4.3"))) == moodle_rows(Local(recorded_moodle()))
