"""A small world in several states, its systems without sockets, and what one load makes of a fault.

Belongs here: the states, the adapter between a connector's session and a local site, carrying out one load.
Does not belong here: which faults strike where, assertions.
"""

import hashlib
import inspect
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, is_dataclass, replace
from datetime import datetime
from functools import cache, cached_property, partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import duckdb
import pyarrow as pa
import pytest
import requests
from dlt.pipeline.exceptions import PipelineStepFailed
from pydantic import BaseModel, SecretStr
from replay import SITE
from requests.adapters import BaseAdapter

from company import shapes
from company.servers import CREDENTIALS, Faults, SystemFaults, make_sites, serve
from company.servers.transport import FaultySite, Request
from company.world import World, generate
from ingestion.errors import SourceError, TableAbsent, find_source_error
from ingestion.exchange import open_session
from ingestion.landing import Landing
from ingestion.pipelines import Reader, landed_source, make_pipeline
from ingestion.record import Record
from ingestion.rows import read_rows
from ingestion.sources import frappe_hr, limesurvey, moodle
from ingestion.sources.frappe_hr.client import FrappeConfig
from ingestion.sources.limesurvey import LimeSurveyConfig
from ingestion.sources.moodle import MoodleConfig

TIMEOUT_SECONDS = 5.0
PEOPLE = 3
"""People, and so rows of most tables; with pages of two rows every list has two pages."""

EARLIER = {"frappe_hr": "edited", "moodle": "progressed", "limesurvey": "finished"}
"""The state of each system that an earlier load has landed, as named in `changes`."""

DOCTYPES = frozenset({"Employee", "Company", "Employee Promotion", "Employee Property History"}) | {
    "Salary Slip",
    "Salary Detail",
}
"""What is read of Frappe HR: an optional DocType, ordinary ones and children; every other is read like these."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class State:
    """The small world in one state, as the sites ask for it."""

    frappe: Mapping[str, Sequence[Row]]
    learning: shapes.MoodleSite
    surveys: shapes.LimeSite

    def documents(self, known_at: datetime | None = None) -> Mapping[str, Sequence[Row]]:
        return self.frappe

    def moodle(self, known_at: datetime | None = None) -> shapes.MoodleSite:
        return self.learning

    def limesurvey(self, known_at: datetime | None = None) -> shapes.LimeSite:
        return self.surveys


@cache
def small() -> State:
    """Three of the invented people, with the first documents, courses and answers that there are."""
    world: World = generate(60)
    documents = {doctype: rows[:PEOPLE] for doctype, rows in world.documents().items()}
    learning = world.moodle()
    users = {user.id for user in learning.users[: 2 + PEOPLE]}
    courses = (learning.courses[0], *learning.courses[1:3])
    return State(
        documents,
        replace(
            learning,
            users=tuple(user for user in learning.users if user.id in users),
            courses=courses,
            enrolments=tuple(
                entry
                for entry in learning.enrolments
                if entry.userid in users and entry.courseid in {course.id for course in courses}
            ),
        ),
        shapes.LimeSite(tuple(_few(survey) for survey in world.limesurvey().surveys)),
    )


def _few(survey: shapes.LimeSurvey) -> shapes.LimeSurvey:
    """A survey cut to a few questions, participants and responses, one of them unfinished."""
    closed = next((q for q in survey.questions if q.options), survey.questions[0])
    kept = {closed.qid}
    responses = [replace(r, answers=dict(list(r.answers.items())[:4])) for r in survey.responses[:PEOPLE]]
    if responses and responses[1].token is not None:
        responses[1] = replace(responses[1], submitdate=None, lastpage=1)
    return replace(
        survey,
        questions=tuple(q for q in survey.questions if q.qid in kept or q.parent_qid in kept),
        participants=None if survey.participants is None else survey.participants[:PEOPLE],
        responses=tuple(responses),
    )


def _frappe(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> State:
    """The small world with other Employee documents, in the order of their names."""
    employees = change([dict(row) for row in small().frappe["Employee"]])
    documents = {**small().frappe, "Employee": sorted(employees, key=lambda row: str(row["name"]))}
    return replace(small(), frappe=documents)


def _edited(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows[0] |= {"designation": None, "modified": "2026-03-31 12:00:00.000001"}
    return rows


def _renamed(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    rows[1]["name"] = name
    return rows


def _added(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [*rows, {**rows[0], "name": name, "employee_number": "NEW", "company_email": None}]


def _learning(**changed: Any) -> State:
    return replace(small(), learning=replace(small().learning, **changed))


def _without_user(userid: int) -> State:
    learning = small().learning
    return _learning(
        users=tuple(user for user in learning.users if user.id != userid),
        enrolments=tuple(entry for entry in learning.enrolments if entry.userid != userid),
    )


def _with_user() -> State:
    learning = small().learning
    new, first = replace(learning.users[-1], id=900, username="new"), learning.enrolments[0]
    entries = sorted(
        [*learning.enrolments, replace(first, userid=900)], key=lambda entry: (entry.courseid, entry.userid)
    )
    return _learning(users=(*learning.users, new), enrolments=tuple(entries))


def _with_first_enrolment(**changed: Any) -> State:
    first, *others = small().learning.enrolments
    return _learning(enrolments=(replace(first, **changed), *others))


def _surveyed(change: Callable[[shapes.LimeSurvey], shapes.LimeSurvey]) -> State:
    first, *others = small().surveys.surveys
    return replace(small(), surveys=shapes.LimeSite((change(first), *others)))


def _finished(survey: shapes.LimeSurvey) -> shapes.LimeSurvey:
    """The unfinished response of the survey is finished, long after later ones were begun."""
    first, second, *others = survey.responses
    done = replace(
        second,
        submitdate="2026-02-20 09:00:00",
        lastpage=2,
        answers=dict.fromkeys(second.answers, "A5"),
    )
    assert survey.participants is not None
    person, *people = survey.participants
    return replace(
        survey,
        responses=(first, done, *others),
        participants=(replace(person, completed="2026-02-20 09:00"), *people),
    )


def changes(system: str) -> dict[str, State]:
    """What may happen to the rows of a system between two pages, by name."""
    learning, first = small().learning, small().surveys.surveys[0]
    last_name = "ZZ-" + str(small().frappe["Employee"][1]["name"])
    by_system: dict[str, dict[str, Callable[[], State]]] = {
        "frappe_hr": {
            "edited": lambda: _frappe(_edited),
            "renamed_to_the_end": lambda: _frappe(lambda rows: _renamed(rows, last_name)),
            "renamed_to_the_front": lambda: _frappe(lambda rows: _renamed(rows, "AA-0001")),
            "deleted": lambda: _frappe(lambda rows: rows[1:]),
            "added_at_the_front": lambda: _frappe(lambda rows: _added(rows, "AA-0001")),
        },
        "moodle": {
            "deleted": lambda: _without_user(learning.enrolments[0].userid),
            "joined": _with_user,
            "suspended": lambda: _with_first_enrolment(is_active=not learning.enrolments[0].is_active),
            "unenrolled": lambda: _learning(enrolments=learning.enrolments[1:]),
            "progressed": lambda: _with_first_enrolment(
                times=tuple(1_700_000_000 for _ in learning.enrolments[0].times)
            ),
        },
        "limesurvey": {
            "finished": lambda: _surveyed(_finished),
            "begun": lambda: _surveyed(
                lambda survey: replace(
                    survey, responses=(*survey.responses, replace(survey.responses[1], id=90_000))
                )
            ),
            "deleted": lambda: _surveyed(lambda survey: replace(survey, responses=survey.responses[1:])),
            "invited": lambda: _surveyed(
                lambda survey: replace(
                    survey,
                    participants=(
                        *(survey.participants or ()),
                        replace((first.participants or ())[0], tid=90_000, token="late", completed="N"),
                    ),
                )
            ),
        },
    }
    return {name: make() for name, make in by_system[system].items()}


@dataclass(frozen=True)
class System:
    """A source system and how its connector is made."""

    name: str
    module: ModuleType
    client: str
    config: BaseModel


SYSTEMS = {
    system.name: system
    for system in (
        System(
            "frappe_hr",
            frappe_hr,
            "FrappeClient",
            FrappeConfig(
                base_url=SITE,
                api_key=SecretStr(CREDENTIALS.frappe_api_key),
                api_secret=SecretStr(CREDENTIALS.frappe_api_secret),
                page_length=2,
                timeout_seconds=TIMEOUT_SECONDS,
            ),
        ),
        System(
            "moodle",
            moodle,
            "MoodleClient",
            MoodleConfig(
                base_url=SITE,
                token=SecretStr(CREDENTIALS.moodle_token),
                max_connections=1,
                page_length=2,
                timeout_seconds=TIMEOUT_SECONDS,
            ),
        ),
        System(
            "limesurvey",
            limesurvey,
            "LimeSurveyClient",
            LimeSurveyConfig(
                base_url=SITE,
                username=CREDENTIALS.limesurvey_username,
                password=SecretStr(CREDENTIALS.limesurvey_password),
                page_length=2,
                timeout_seconds=TIMEOUT_SECONDS,
            ),
        ),
    )
}


class SiteAdapter(BaseAdapter):
    """What a session of requests sends goes to a local site; what breaks is what requests raises then."""

    def __init__(self, site: FaultySite) -> None:
        super().__init__()
        self.site = site

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(str(request.url))
        body = request.body or b""
        outcome = self.site.respond(
            Request(
                str(request.method),
                parts.path,
                tuple(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in request.headers.items()},
                body.encode() if isinstance(body, str) else body,
                id(self),
            ),
            self.site.next_number(),
        )
        if outcome.wait_seconds > TIMEOUT_SECONDS:
            raise requests.ReadTimeout("the answer took too long")
        if outcome.response is None:
            raise requests.ConnectionError("reset by peer")
        if outcome.is_broken_off:
            raise requests.exceptions.ChunkedEncodingError("incomplete read")
        answer = requests.Response()
        answer.request, answer.url = request, str(request.url)
        answer.status_code = outcome.response.status
        answer._content = outcome.response.body
        answer.headers.update({"Content-Type": outcome.response.content_type, **outcome.response.headers})
        return answer

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def connected(
    system: System,
    state: State,
    faults: SystemFaults,
    later: State | None = None,
    moodle_version: str = "4.5",
) -> Iterator[FaultySite]:
    """Let the connector of a system speak to its local site without sockets, and never sleep."""
    every = Faults(**{system.name: faults})
    sites = make_sites(state, faults=every, moodle_version=moodle_version)
    after = None if later is None else getattr(make_sites(later, faults=every, before=sites), system.name)
    site = FaultySite(getattr(sites, system.name), faults, after)

    def new_session(url: str) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", SiteAdapter(site))
        return session

    with prepared(system, new_session):
        yield site


@contextmanager
def prepared(system: System, new_session: Callable[[str], requests.Session]) -> Iterator[None]:
    """Let the connector of a system open its sessions so, and never sleep."""
    client = getattr(system.module, system.client)
    named = inspect.signature(client).parameters
    ready: dict[str, Any] = {name: lambda seconds: None for name in ("pause", "sleep") if name in named}
    if "new_session" in named:
        ready["new_session"] = new_session
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system.module, system.client, partial(client, **ready))
        if hasattr(system.module, "DOCTYPES"):
            kept = tuple(d for d in system.module.DOCTYPES if d.name in DOCTYPES)
            patch.setattr(system.module, "DOCTYPES", kept)
        if "new_session" not in named:
            patch.setattr(f"{client.__module__}.open_session", new_session)
        yield


@dataclass(frozen=True)
class Reading:
    """What a connector handed to the landing: rows, or the reason of its absence, per record class in order.

    `error` stopped it; no table comes after that. `requests` is how many requests it took.
    """

    tables: Mapping[type[Record], Any]
    error: SourceError | None
    requests: int

    @property
    def identity(self) -> str:
        """What the landing depends on."""
        rows = {record.table: repr(rows) for record, rows in self.tables.items()}
        return hashlib.sha256(repr((rows, self.error is None)).encode()).hexdigest()

    def readers(self, records: Sequence[type[Record]]) -> dict[type[Record], Reader]:
        """Readers that hand the same over again."""
        return {record: partial(self._again, record) for record in records}

    def _again(self, record: type[Record]) -> Any:
        if record not in self.tables:
            assert self.error is not None
            raise self.error
        rows = self.tables[record]
        if isinstance(rows, TableAbsent):
            raise rows
        return rows


def read(
    system: System,
    landing: Landing,
    state: State,
    faults: SystemFaults | None = None,
    later: State | None = None,
    moodle_version: str = "4.5",
) -> Reading:
    """Let a connector read everything, or as far as it gets, as the landing would."""
    with connected(system, state, faults or SystemFaults(), later, moodle_version) as site:
        tables, error = _read(system, system.config, landing)
    return Reading(tables, error, site.received)


def read_on_socket(
    system: System, landing: Landing, state: State, faults: SystemFaults, timeout_seconds: float
) -> Reading:
    """What `read` does, but over a socket and with the connector's own sessions; requests are not counted."""
    with serve(state, faults=Faults(**{system.name: faults})) as servers, prepared(system, open_session):
        url = getattr(servers, f"{system.name.removesuffix('_hr')}_url")
        reached = {"base_url": url, "timeout_seconds": timeout_seconds}
        return Reading(*_read(system, system.config.model_copy(update=reached), landing), requests=0)


def _read(
    system: System, config: BaseModel, landing: Landing
) -> tuple[dict[type[Record], Any], SourceError | None]:
    """What the connector hands over table by table, and the error that stopped it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system.module, "landed_source", lambda source, readers, landing: readers)
        readers: Mapping[type[Record], Reader] = system.module.SPEC.build(config, landing)  # type: ignore[assignment]
    tables: dict[type[Record], Any] = {}
    for record, reader in readers.items():
        try:
            tables[record] = _held(reader())
        except TableAbsent as absent:
            tables[record] = absent
        except SourceError as error:
            return tables, error
    return tables, None


def _held(answer: Any) -> Any:
    """A reader's answer that can be handed over twice: a list, or an object whose `rows` are one."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return replace(answer, rows=list(answer.rows))  # type: ignore[attr-defined]
    return list(answer)


class Landed:
    """A warehouse with an earlier load of a system, and what further loads make of it, each in a copy."""

    def __init__(self, system: System, folder: Path) -> None:
        self.system = system
        self.first = Landing(folder / "first.duckdb", folder / "dlt", folder / "q", datetime(2026, 4, 1))
        self.second = replace(self.first, warehouse=folder / "w.duckdb", load_time=datetime(2026, 4, 9))
        self._made: dict[str, dict[str, pa.Table]] = {}
        self._land(read(system, self.first, changes(system.name)[EARLIER[system.name]]), self.first)
        self.earlier = self._tables(self.first)

    def after(self, reading: Reading) -> dict[str, pa.Table]:
        """Every landed table after the earlier load and one that read `reading`."""
        if reading.identity not in self._made:
            shutil.copy(self.first.warehouse, self.second.warehouse)
            shutil.rmtree(self.second.pipelines_dir)
            self._land(reading, self.second)
            self._made[reading.identity] = self._tables(self.second)
        return self._made[reading.identity]

    def live(self, reading: Reading) -> dict[type[Record], dict[tuple[Any, ...], Row]]:
        """Each live row by key after `reading` has landed, per record class.

        Of complete tables these are the rows that were read; anything else is landed to see.
        """
        if all(isinstance(rows, list) for rows in reading.tables.values()):
            arrived = {record: read_rows(record, rows) for record, rows in reading.tables.items()}
            assert not [arrival for arrival in arrived.values() if arrival.rejected]
            return {record: _by_key(record, arrival.table.to_pylist()) for record, arrival in arrived.items()}
        landed = self.after(reading)
        return {record: live_rows(record, landed[record.table]) for record in self.records}

    def read(self, state: State, faults: SystemFaults | None = None, later: State | None = None) -> Reading:
        """What the connector reads on the day of the second load."""
        shutil.copy(self.first.warehouse, self.second.warehouse)
        return read(self.system, self.second, state, faults, later)

    def _land(self, reading: Reading, landing: Landing) -> None:
        """Land what was read with dlt, or be stopped as the reading was."""
        records = list(reading.tables) + [r for r in self.records if r not in reading.tables]
        source = landed_source(self.system.name, reading.readers(records), landing)
        try:
            make_pipeline(self.system.name, landing).run(source)
        except PipelineStepFailed as failed:
            assert find_source_error(failed) is reading.error
        else:
            assert reading.error is None

    @cached_property
    def records(self) -> list[type[Record]]:
        """The record classes that the connector reads, in order."""
        return list(read(self.system, self.first, small()).tables)

    def _tables(self, landing: Landing) -> dict[str, pa.Table]:
        """Every landed table with all its versions, `loads` included, in a fixed order."""
        with duckdb.connect(str(landing.warehouse), read_only=True) as connection:
            connection.execute(f"use raw_{self.system.name}")
            return {
                name: connection.execute(f'select * from "{name}" order by all').to_arrow_table()
                for name in [*(record.table for record in self.records), "loads"]
            }


def live_rows(record: type[Record], table: pa.Table) -> dict[tuple[Any, ...], Row]:
    """The latest version of each key that was not deleted, without what landing adds."""
    versions = sorted(table.to_pylist(), key=lambda row: row["known_from"])
    latest = {tuple(row[name] for name in record.key): row for row in versions}
    return _by_key(record, [row for row in latest.values() if not row["is_deleted"]])


def _by_key(record: type[Record], rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
    """Each row by its key, which no two rows may share."""
    found = {
        tuple(row[name] for name in record.key): {name: row[name] for name in record.model_fields}
        for row in rows
    }
    assert len(found) == len(rows), record.table
    return found
