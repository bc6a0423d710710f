"""The doctor of each source: what it finds on the local servers, on broken ones and in recorded shapes."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import databases
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frappe_sites import KEY, SECRET, Site, serving
from pyarrow.csv import read_csv
from pydantic import SecretStr

from company.files import write
from company.servers import Faults, Servers, SystemFaults, serve
from company.world import World, generate
from ingestion.doctor import Finding, State, clock, clock_at, folder
from ingestion.sources import SOURCES
from ingestion.sources.frappe_hr import doctor as frappe_doctor
from ingestion.sources.frappe_hr.client import DOCTYPES, FrappeConfig
from ingestion.sources.frappe_hr.doctor import WITHOUT
from ingestion.sources.limesurvey import LimeSurveyConfig
from ingestion.sources.limesurvey import doctor as limesurvey_doctor
from ingestion.sources.moodle import MoodleConfig
from ingestion.sources.moodle import doctor as moodle_doctor

VERSIONS = {
    "frappe": {"title": "Frappe Framework", "version": "15.41.0"},
    "erpnext": {"title": "ERPNext", "version": "15.45.0"},
    "hrms": {"title": "Frappe HR", "version": "15.33.0"},
}


@pytest.fixture(scope="module")
def world() -> World:
    return generate(people=40)


def configured(servers: Servers) -> dict[str, Any]:
    taken = servers.credentials
    return {
        "frappe_hr": FrappeConfig(
            base_url=servers.frappe_url,
            api_key=SecretStr(taken.frappe_api_key),
            api_secret=SecretStr(taken.frappe_api_secret),
        ),
        "moodle": MoodleConfig(base_url=servers.moodle_url, token=SecretStr(taken.moodle_token)),
        "limesurvey": LimeSurveyConfig(
            base_url=servers.limesurvey_url,
            username=taken.limesurvey_username,
            password=SecretStr(taken.limesurvey_password),
        ),
    }


def examined(world: World, source: str, **faults: Any) -> list[Finding]:
    with serve(world, faults=Faults(**{source: SystemFaults(**faults)})) as servers:
        found = list(SOURCES[source].examine(configured(servers)[source]))
        credentials = vars(servers.credentials).values()
    text = "\n".join(map(str, found))
    assert [secret for secret in credentials if len(secret) > 12 and secret in text] == []
    assert [number for number in world_numbers(world) if number in text] == []
    return found


def world_numbers(world: World) -> list[str]:
    """Employee numbers and addresses of the invented people: none may stand in a finding."""
    employees = world.documents()["Employee"]
    return [
        str(row[name]) for row in employees for name in ("employee_number", "company_email") if row.get(name)
    ]


def of(found: Iterable[Finding], state: State) -> list[str]:
    return [str(finding) for finding in found if finding.state is state]


@pytest.mark.parametrize("source", ["frappe_hr", "moodle", "limesurvey"])
def test_nothing_needed_fails_on_a_sound_server(world: World, source: str) -> None:
    found = examined(world, source)
    assert of(found, State.BAD) == []
    assert len(found) > 4


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("frappe_hr", "cannot be reached"),
        ("moodle", "the connection to"),
        ("limesurvey", "the connection to"),
    ],
)
def test_a_server_that_is_down_is_one_line(world: World, source: str, word: str) -> None:
    found = examined(world, source, down=True)
    assert len(found) == 1
    assert found[0].state is State.BAD
    assert word in found[0].found


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("frappe_hr", ("API key and secret", "generate new keys")),
        ("moodle", ("invalidtoken", "make a new token")),
        ("limesurvey", ("the login was refused", "ten minutes")),
    ],
)
def test_wrong_credentials_are_named_with_what_to_do(
    world: World, source: str, words: tuple[str, ...]
) -> None:
    [finding] = [f for f in examined(world, source, wrong_token=True) if f.state is State.BAD]
    assert [word for word in words if word not in str(finding)] == []


def test_each_refused_doctype_is_named_with_the_right_to_grant(world: World) -> None:
    refused = frozenset({"Company", "Salary Slip"})
    found = examined(world, "frappe_hr", refused_doctypes=refused)
    doubtful, bad = of(found, State.DOUBTFUL), of(found, State.BAD)
    [company] = [line for line in doubtful if line.startswith("! Company")]
    assert company.startswith(
        "! Company: the API user may not read it (optional: without it companies with their currency and country, and "
        "every grade, are absent); open Role Permissions Manager, choose Company, and give"
    )
    assert any(line.startswith("✗ Salary Slip: the API user may not read it") for line in bad)
    assert any(line.startswith("✗ Salary Detail of Salary Slip") for line in bad)
    assert all("Role Permissions Manager" in line for line in bad)
    assert any("Employee: " in line and "rows, readable" in line for line in of(found, State.GOOD))


def test_each_optional_doctype_says_what_is_absent_without_it(world: World) -> None:
    optional = [doctype for doctype in DOCTYPES if doctype.is_optional]
    own = frozenset(doctype.name for doctype in optional if doctype.parent is None)
    found = examined(world, "frappe_hr", refused_doctypes=own)
    refused = [line for line in of(found, State.DOUBTFUL) if "(optional: without it " in line]
    assert {doctype.where for doctype in optional if doctype.name in own} <= {
        line.removeprefix("! ").partition(":")[0] for line in refused
    }
    assert all(
        doctype.where in WITHOUT or (doctype.parent or doctype.name) in WITHOUT for doctype in optional
    )
    named = {finding.check for finding in found}
    assert {doctype.where for doctype in DOCTYPES} <= named


def said(site: Site, answers: dict[str, Any]) -> Callable[[int, str], Any]:
    """Answers of methods that the recorded site does not know by itself."""

    def fault(number: int, path: str) -> Any:
        method = path.removeprefix("/api/method/")
        if method in answers:
            return 200, {}, json.dumps({"message": answers[method]}).encode()
        return None

    return fault


def frappe_site(
    rows: dict[str, list[dict[str, Any]]], versions: Any = VERSIONS, **methods: Any
) -> list[Finding]:
    site = Site(rows=rows)
    answers = {
        "ping": "pong",
        "frappe.auth.get_logged_user": "hr.api@example.com",
        "frappe.utils.change_log.get_versions": versions,
        "frappe.client.get_time_zone": {"time_zone": "Europe/Amsterdam"},
        **methods,
    }
    site.fault = said(site, answers)
    with serving(site) as url:
        config = FrappeConfig(base_url=url, api_key=SecretStr(KEY), api_secret=SecretStr(SECRET))
        return list(frappe_doctor.examine(config))


def test_versions_time_zone_and_clock_are_told_as_recorded() -> None:
    lines = list(map(str, frappe_site({})))
    assert "✓ Frappe: version 15.41.0" in lines
    assert "✓ Frappe HR: version 15.33.0" in lines
    assert "✓ time zone: Europe/Amsterdam; the site's times carry no zone" in lines
    assert "✓ clock: within 120 s of this machine's" in lines


def test_a_site_without_frappe_hr_or_of_another_version_is_found() -> None:
    lines = list(map(str, frappe_site({}, {**VERSIONS, "hrms": None, "erpnext": {"version": "14.2.0"}})))
    assert "✗ Frappe HR: it is not installed on the site; install Frappe HR 15" in lines
    assert any(line.startswith("! ERPNext: version 14.2.0") for line in lines)


def test_a_user_who_sees_a_part_of_the_rows_is_found_by_the_count() -> None:
    """Frappe's count knows no permissions: 52 are counted, 1 is sent, with status 200."""
    found = frappe_site({"Employee": [{"name": "HR-EMP-1"}]}, **{"frappe.client.get_count": 52})
    [line] = [str(f) for f in found if f.check == "Employee"]
    assert line.startswith("✗ Employee: the API user sees 1 of 52 rows; take away what limits the user")


class Scripted:
    """A client of a source that answers from a table instead of a server."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def call(self, function: str, params: Any = None, within: str | None = None, **more: Any) -> Any:
        answer = self.answers[function]
        return answer[within] if within else answer


def moodle_found(**changed: Any) -> list[str]:
    users = [{"id": n, "username": f"u{n}", "idnumber": f"N{n}"} for n in range(1, 11)]
    answers: dict[str, Any] = {
        "core_webservice_get_site_info": {
            "release": "4.5.6 (Build: 20250811)",
            "userid": 1,
            "functions": [{"name": name} for name in moodle_doctor.FUNCTIONS],
        },
        "core_user_get_users": {"users": users},
        "core_course_get_courses": [{"id": 1}],
    }
    for name, change in changed.items():
        answers[name] = {**answers.get(name, {}), **change} if isinstance(change, dict) else change
    findings = moodle_doctor._examined(Scripted(answers), "http://127.0.0.1:9")  # type: ignore[arg-type]
    return list(map(str, findings))


def test_functions_missing_from_the_tokens_service_are_named_each() -> None:
    granted = [{"name": name} for name in list(moodle_doctor.FUNCTIONS)[:3]]
    lines = moodle_found(core_webservice_get_site_info={"functions": granted})
    missing = [line for line in lines if line.startswith("✗")]
    assert [line.split(":")[0] for line in missing] == [
        "✗ core_completion_get_course_completion_status",
        "✗ core_completion_get_activities_completion_status",
        "✗ gradereport_user_get_grade_items",
    ]
    assert all("Functions of the service" in line for line in missing)


@pytest.mark.parametrize(
    ("release", "line"),
    [
        ("4.5.6 (Build: 20250811)", "✓ version: Moodle 4.5.6"),
        ("4.3.12 (Build: 20250317)", "✓ version: Moodle 4.3.12"),
        ("4.1.2 (Build: 20230313)", "✗ version: Moodle 4.1; update to Moodle 4.3 or later"),
        ("", "! version: the site does not tell it; see that it is Moodle 4.3 or later"),
    ],
)
def test_moodles_version_is_judged(release: str, line: str) -> None:
    assert line in moodle_found(core_webservice_get_site_info={"release": release})


def test_a_course_that_tracks_completion_is_asked_and_one_that_does_not_is_not() -> None:
    courses = [{"id": 1}, {"id": 2, "enablecompletion": 0}, {"id": 3, "enablecompletion": 1}]
    answers = {
        "core_enrol_get_enrolled_users": [{"id": 7}],
        "core_completion_get_course_completion_status": {"completionstatus": {}},
        "core_completion_get_activities_completion_status": {"statuses": []},
        "gradereport_user_get_grade_items": {"usergrades": []},
    }
    lines = moodle_found(core_course_get_courses=courses, **answers)
    assert "✓ completion of activities: readable" in lines
    lines = moodle_found(core_course_get_courses=courses[:2], **answers)
    assert any(
        line.startswith("! completion of activities: no course with enrolments tracks it") for line in lines
    )
    assert "✓ grades: readable" in lines


def test_a_token_that_sees_only_its_owner_is_found() -> None:
    owner = {"users": [{"id": 1, "username": "ws"}]}
    assert any(
        line.startswith("✗ accounts: the token sees no account but its owner's")
        for line in moodle_found(core_user_get_users=owner)
    )


def test_accounts_without_numbers_are_doubtful() -> None:
    users = {"users": [{"id": n, "username": f"u{n}"} for n in range(1, 11)]}
    assert any(
        line.startswith("! accounts: 10 seen, 0 with an employee number")
        for line in moodle_found(core_user_get_users=users)
    )


def test_limesurvey_is_logged_in_to_once_and_never_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that ends at once would make a client log in again; the doctor does not."""
    logins = []
    log_in = limesurvey_doctor.LimeSurveyClient._log_in

    def counted(client: Any) -> None:
        logins.append(1)
        log_in(client)
        client._key = "a key that the server does not know"

    monkeypatch.setattr(limesurvey_doctor.LimeSurveyClient, "_log_in", counted)
    with serve(world) as servers:
        found = list(limesurvey_doctor.examine(configured(servers)["limesurvey"]))
    assert len(logins) == 1
    assert any("it ended at once" in str(finding) for finding in found)


def test_a_clock_that_differs_is_doubtful_and_one_that_is_not_told_is_nothing() -> None:
    now = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    [close] = clock("Wed, 01 Apr 2026 12:01:00 GMT", now)
    [far] = clock("Wed, 01 Apr 2026 12:05:00 GMT", now)
    assert (close.state, far.state) == (State.GOOD, State.DOUBTFUL)
    assert "300 s" in far.found
    for told in (None, "yesterday", "Wed, 01 Apr 2026 12:01:00 GMT, Wed, 01 Apr 2026 12:01:00 GMT"):
        assert list(clock(told, now)) == []


def test_folders_are_looked_into(tmp_path: Path) -> None:
    assert [f.state for f in folder(tmp_path / "nowhere", "files")] == [State.BAD]
    assert [f.state for f in folder(tmp_path, "files")] == [State.DOUBTFUL]
    (tmp_path / "a.csv").write_text("a\n")
    assert [str(f) for f in folder(tmp_path, "files")] == [f"✓ folder {tmp_path}: 1 files, all readable"]


def test_files_and_registers_of_the_company_are_understood_and_broken_ones_are_named(
    world: World, tmp_path: Path
) -> None:
    write(world, tmp_path)
    for source, name in (("canonical_files", "canonical"), ("payroll_register", "payroll")):
        spec = SOURCES[source]
        assert of(spec.examine(spec.config(folder=tmp_path / name)), State.BAD) == []
    ranges = tmp_path / "canonical" / "pay_ranges.csv"
    ranges.write_text(ranges.read_text().replace("grade_id", "Band", 1))
    spec = SOURCES["canonical_files"]
    [line] = of(spec.examine(spec.config(folder=ranges.parent)), State.BAD)
    assert "pay_ranges.csv" in line
    register = max((tmp_path / "payroll").iterdir(), key=lambda path: (path.stat().st_mtime, path.name))
    register.write_text(register.read_text().replace("Net Pay", "Neto", 1))
    spec = SOURCES["payroll_register"]
    [line] = of(spec.examine(spec.config(folder=register.parent)), State.BAD)
    assert "Net Pay" in line


def test_one_line_tells_every_problem_of_a_folder_of_files(tmp_path: Path) -> None:
    """Not one per table: the folder is read once, and all that is wrong with it is one error."""
    (tmp_path / "persons.csv").write_text("company,number\nC,E1\n")
    (tmp_path / "employments.csv").write_text("x\n1\n")
    spec = SOURCES["canonical_files"]
    found = list(spec.examine(spec.config(folder=tmp_path)))
    [line] = of(found, State.BAD)
    assert "persons.csv" in line
    assert "employments.csv" in line


def test_large_parquet_files_are_counted_whole_and_judged_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.sources.canonical_files.client.LARGE_ROWS", 10)
    monkeypatch.setattr("ingestion.doctor.JUDGED_ROWS", 20)
    rows = [{"company_id": "C", "grade_id": f"G{number}", "grade_rank": number} for number in range(30)]
    rows[3]["company_id"] = ""
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "grades.parquet")
    spec = SOURCES["canonical_files"]
    [line] = of(spec.examine(spec.config(folder=tmp_path)), State.DOUBTFUL)
    assert line.startswith("! grades: 30 rows; 1 of the first 20 would go to quarantine")


LONG = (
    "Employee Number,Company,Period Start,Period End,Currency,Component,Component Type,Amount\n"
    "E1,C,2026-03-01,2026-03-31,INR,Basic,earning,100.00\n"
    "E1,C,2026-03-01,2026-03-31,INR,Gross Pay,,100.00\n"
    "E1,C,2026-03-01,2026-03-31,INR,Total Deduction,,0.00\n"
    "E1,C,2026-03-01,2026-03-31,INR,Net Pay,,{net}\n"
)


@pytest.mark.parametrize(("net", "state"), [("100.00", State.GOOD), ("90.00", State.BAD)])
def test_the_newest_register_is_judged_wherever_it_lies_and_in_whatever_form(
    tmp_path: Path, net: str, state: State
) -> None:
    """A long register in parquet, in a folder that a file system of its own holds."""
    written = tmp_path / "march.csv"
    written.write_text(LONG.format(net=net))
    place = f"memory://registers-{state.name}"
    with fsspec.open(f"{place}/march.parquet", "wb") as target:
        pq.write_table(read_csv(written), target)
    spec = SOURCES["payroll_register"]
    found = list(spec.examine(spec.config(folder=place)))
    assert any(str(finding).endswith("1 registers listed") for finding in found)
    [finding] = [finding for finding in found if finding.check == "march.parquet"]
    assert finding.state is state, str(finding)
    assert "1 rows" in finding.found


def test_a_remote_folder_that_is_not_there_or_has_no_library_is_one_line(tmp_path: Path) -> None:
    spec = SOURCES["payroll_register"]
    [line] = map(str, spec.examine(spec.config(folder="memory://nowhere/at-all")))
    assert line.startswith("✗ folder: there is no folder memory://nowhere/at-all")


def test_a_database_is_tried_table_by_table(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'payroll.db'}"
    databases.fill(url)
    spec = SOURCES["sql_database"]
    found = list(map(str, spec.examine(databases.config(tmp_path, url))))
    assert found == [
        "✓ database: reachable, user and password accepted",
        "✓ clock: within 120 s of this machine's",
        "✓ mapping.yml: 3 tables and queries mapped",
        "✓ grade_list: 4 rows, readable, for grades",
        "✓ staff: 3 rows, readable, for persons",
        "✓ bands_in_force: 2 rows, readable, for pay_ranges",
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            ("ignore: [secret]", "ignore: [other]"),
            "✗ staff: the column secret is neither mapped nor ignored; map it, or",
        ),
        (
            ("grade_rank: place", "grade_rank: rank"),
            "✗ grade_list: the column rank is not there; correct the",
        ),
        (("grade_list:", "grade_lists:"), "✗ grade_lists: there is no such table that this user may read"),
        (("from bands", "from bands where grade = ''"), "! bands_in_force: it holds no row for pay_ranges"),
    ],
)
def test_what_is_wrong_with_a_table_is_named_and_the_others_are_tried(
    tmp_path: Path, change: tuple[str, str], line: str
) -> None:
    url = f"sqlite:///{tmp_path / 'payroll.db'}"
    databases.fill(url)
    spec = SOURCES["sql_database"]
    mapping = databases.MAPPING.replace(*change)
    found = list(map(str, spec.examine(databases.config(tmp_path, url, mapping))))
    assert [text for text in found if text.startswith(line)], found
    assert sum(text.startswith("✓") for text in found) >= 5


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (
            "mysql+nodriver://u:hunter2@h/d",
            "✗ MERITLINE_SQL_URL: it names no database that can be opened here",
        ),
        (
            "oracle+cx_oracle://u:hunter2@h/d",
            "✗ MERITLINE_SQL_URL: its driver cx_Oracle is not installed; install",
        ),
        (
            "postgresql+psycopg://u:hunter2@127.0.0.1:9/d",
            "✗ database: the database cannot be reached; see that",
        ),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_line(tmp_path: Path, url: str, line: str) -> None:
    spec = SOURCES["sql_database"]
    [found] = map(str, spec.examine(databases.config(tmp_path, url)))
    assert found.startswith(line)
    assert "hunter2" not in found


def test_times_without_a_zone_are_compared_to_the_quarter_of_an_hour() -> None:
    now = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    assert clock_at(datetime(2026, 4, 1, 17, 30, 30), now).state is State.GOOD
    assert clock_at(datetime(2026, 4, 1, 17, 35), now).state is State.DOUBTFUL
