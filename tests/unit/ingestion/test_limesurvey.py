"""LimeSurvey read through recorded answers of a real server."""

import base64
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import requests
from pydantic import SecretStr
from replay import SITE, RecordedLimeSurvey, Reply, export, recorded, result

from ingestion.errors import SourceError
from ingestion.landing import Landing
from ingestion.pipelines import landed_source, make_pipeline
from ingestion.sources import SOURCES
from ingestion.sources.limesurvey import RECORDS, SPEC, LimeSurveyConfig, LimeSurveyLoad
from ingestion.sources.limesurvey.answers import Codebook
from ingestion.sources.limesurvey.client import LimeSurveyClient
from ingestion.sources.limesurvey.records import Response, Survey

PASSWORD = "correct horse"
CONFIDENTIAL, ANONYMOUS, DRAFT = 501001, 501002, 501003
Rows = dict[str, list[dict[str, Any]]]


def load_of(server: RecordedLimeSurvey, page_length: int = 20) -> LimeSurveyLoad:
    config = LimeSurveyConfig(
        base_url=SITE, username="hr_api", password=SecretStr(PASSWORD), page_length=page_length
    )
    client = LimeSurveyClient(
        SITE,
        config.username,
        config.password,
        new_session=server.new_session,
        sleep=server.pauses.append,
    )
    return LimeSurveyLoad(client, config)


def rows_of(server: RecordedLimeSurvey, page_length: int = 20) -> Rows:
    return {record.table: list(read()) for record, read in load_of(server, page_length).readers.items()}


def ls(number: str) -> bytes:
    return recorded("limesurvey-6.4", number)


def with_properties(sid: int, **changed: Any) -> dict[tuple[str, int], bytes]:
    number = {CONFIDENTIAL: "004", ANONYMOUS: "007"}[sid]
    properties = json.loads(ls(number))["result"]
    return {("get_survey_properties", sid): result({**properties, **changed})}


def test_surveys_land_with_whether_they_are_anonymous() -> None:
    rows = rows_of(RecordedLimeSurvey())["surveys"]
    assert [(row["sid"], row["active"], row["anonymized"]) for row in rows] == [
        (CONFIDENTIAL, "Y", "N"),
        (ANONYMOUS, "Y", "Y"),
        (DRAFT, "N", "N"),
    ]
    first = Survey.model_validate(rows[0])
    assert first.startdate == datetime(2025, 9, 15, 8, 0) and first.expires == datetime(2025, 10, 1)
    assert Survey.model_validate(rows[1]).startdate is None


def test_questions_land_in_the_order_a_respondent_meets_them() -> None:
    rows = rows_of(RecordedLimeSurvey())["questions"]
    of_survey = [row for row in rows if row["sid"] == CONFIDENTIAL]
    assert [row["title"] for row in of_survey] == [
        *("ENG", "PRIDE", "GROWTH", "RECOG", "MGR", "WLOAD", "SAT"),
        *("ENPS", "WHYLOW", "BEN", "GYM", "BIKE", "CARE", "YEARS", "LASTTALK", "STAY", "NOTE"),
    ]
    assert [row["group_order"] for row in of_survey] == [1] * 7 + [2] * 10
    assert [row["parent_qid"] for row in of_survey[:3]] == [0, 1, 1]
    assert {row["sid"] for row in rows} == {CONFIDENTIAL, ANONYMOUS, DRAFT}


def test_answer_options_land_from_an_object_and_from_a_list() -> None:
    rows = rows_of(RecordedLimeSurvey())["answer_options"]
    scale = [row for row in rows if (row["sid"], row["qid"]) == (CONFIDENTIAL, 1)]
    assert [(row["code"], row["assessment_value"]) for row in scale] == [
        ("A1", 1),
        ("A2", 2),
        ("A3", 3),
        ("A4", 4),
        ("A5", 5),
    ]
    recommend = [row for row in rows if (row["sid"], row["qid"]) == (CONFIDENTIAL, 3)]
    assert [(row["code"], row["answer"]) for row in recommend] == [(str(n), str(n)) for n in range(11)]


def test_a_question_without_answer_options_has_none() -> None:
    assert b"No available answer options" in ls("018")
    rows = rows_of(RecordedLimeSurvey({("get_question_properties", 3): ls("018")}))["answer_options"]
    assert not [row for row in rows if (row["sid"], row["qid"]) == (CONFIDENTIAL, 3)]


def test_participants_are_paged_by_tid_to_the_end() -> None:
    server = RecordedLimeSurvey()
    rows = rows_of(server)["participants"]
    assert [row["tid"] for row in rows] == list(range(1, 48))
    assert rows[0] == {
        "sid": CONFIDENTIAL,
        "tid": 1,
        "token": "dRF9PJ81hxoiWuW",
        "completed": "2025-09-15 08:04",
        "employee_number": "E1001",
        "department": "Engineering",
    }
    pages = [asked["params"][2:4] for asked in server.asked if asked["method"] == "list_participants"]
    # 20 rows from tid 0, then from the last tid + 1; the last call is that of the survey without participants
    assert pages == [[0, 20], [21, 20], [41, 20], [48, 20], [0, 20]]


def test_a_page_of_participants_that_comes_twice_stops_the_load() -> None:
    page = json.loads(ls("031"))["result"]
    with pytest.raises(SourceError, match="a page repeats participants of the page before it"):
        rows_of(RecordedLimeSurvey({("list_participants", CONFIDENTIAL): result(page)}))


def test_responses_land_whole_finished_or_not() -> None:
    server = RecordedLimeSurvey()
    rows = [row for row in rows_of(server)["responses"] if row["sid"] == CONFIDENTIAL]
    assert [row["id"] for row in rows] == list(range(1, 45))
    done = Response.model_validate(rows[0])
    assert (done.submitdate, done.token, done.lastpage) == (datetime(2025, 9, 15, 8, 4), "dRF9PJ81hxoiWuW", 2)
    # 44 responses, 41 finished: ids 8, 20 and one more have no submitdate yet
    assert sum(row["submitdate"] is None for row in rows) == 44 - 41
    assert rows[7]["submitdate"] is None
    ranges = [
        asked["params"][7:]
        for asked in server.asked
        if asked["method"] == "export_responses" and asked["params"][1] == CONFIDENTIAL
    ]
    assert ranges == [[None, None, ["id"]], [1, 20, None], [21, 40, None], [41, 44, None]]


def test_gaps_among_the_ids_do_not_end_the_reading() -> None:
    kept = [3, 4, 5001, 5002, 90000]
    answers = {id: {"id": id, "submitdate": "", "lastpage": 1, "ENPS": "9"} for id in kept}

    def far_apart(asked: dict[str, Any]) -> Reply:
        first, last, _ = asked["params"][7:]
        return export([answers[id] for id in kept if (first or 1) <= id <= (last or id)])

    server = RecordedLimeSurvey({("export_responses", ANONYMOUS): far_apart})
    rows = rows_of(server, page_length=2)["responses"]
    assert [row["id"] for row in rows if row["sid"] == ANONYMOUS] == kept


def test_a_response_missing_from_its_page_stops_the_load() -> None:
    def short(asked: dict[str, Any]) -> Reply:
        fields = asked["params"][9]
        return export([{"id": id, "ENPS": "9"} for id in ([1, 2, 3] if fields else [1, 3])])

    with pytest.raises(SourceError, match="1 of 3 responses are missing from a page"):
        rows_of(RecordedLimeSurvey({("export_responses", ANONYMOUS): short}))


def test_codes_land_and_free_text_only_as_its_length() -> None:
    rows = rows_of(RecordedLimeSurvey())["response_answers"]
    first = {
        row["question_code"]: (row.get("answer"), row.get("answer_length"))
        for row in rows
        if (row["sid"], row["response_id"]) == (CONFIDENTIAL, 1)
    }
    assert first == {
        "ENG[PRIDE]": ("A3", None),
        "ENG[GROWTH]": ("A4", None),
        "ENG[RECOG]": ("A3", None),
        "ENG[MGR]": ("A3", None),
        "ENG[WLOAD]": ("A2", None),
        "SAT": (None, None),
        "ENPS": ("6", None),
        "WHYLOW": (None, len("More recognition")),
        "BEN[GYM]": ("Y", None),
        "BEN[BIKE]": (None, None),
        "BEN[CARE]": (None, None),
        "BEN[other]": (None, len("Canteen vouchers")),
        "YEARS": ("10.5", None),
        "LASTTALK": (None, None),
        "STAY": ("Y", None),
        "NOTE": (None, None),
    }


@pytest.mark.parametrize(
    ("column", "part"),
    [
        ("LIST", "code"),
        ("LIST[other]", "length"),
        ("LISTC", "code"),
        ("LISTC[comment]", "length"),
        ("MULTI[A]", "code"),
        ("MULTI[other]", "length"),
        ("MULTIC[A]", "code"),
        ("MULTIC[Acomment]", "length"),
        ("MULTIC[othercomment]", "length"),
        ("DUAL[A][1]", "code"),
        ("NUMBERS[A_B]", "code"),
        ("TEXTS[A_B]", "length"),
        ("RANK[1]", "code"),
        ("SHORT", "length"),
        ("LONG", "length"),
        ("HUGE", "length"),
        ("MANY[A]", "length"),
        ("UPLOAD", "length"),
        ("FORMULA", "length"),
        ("MULTI[unknown]", "length"),
        ("token", None),
        ("ipaddr", None),
        ("attribute_1", None),
        ("refurl", None),
        ("NOSUCH[A]", None),
    ],
)
def test_what_may_land_of_a_column(column: str, part: str | None) -> None:
    types = {
        **{"LIST": "L", "LISTC": "O", "MULTI": "M", "MULTIC": "P", "DUAL": "1", "NUMBERS": ":", "TEXTS": ";"},
        **{"RANK": "R", "SHORT": "S", "LONG": "T", "HUGE": "U", "MANY": "Q", "UPLOAD": "|", "FORMULA": "*"},
        "token": "L",
    }
    parents = {title: qid for qid, title in enumerate(types, 1)}
    questions: list[dict[str, Any]] = [
        {"qid": parents[title], "parent_qid": 0, "title": title, "type": type}
        for title, type in types.items()
    ]
    for number, (title, sub) in enumerate((title, sub) for title in types for sub in ("A", "B")):
        questions.append({"qid": 100 + number, "parent_qid": parents[title], "title": sub, "type": "T"})
    assert Codebook(questions).part(column) == part


def test_a_survey_that_is_not_active_lands_no_answers_and_nobody() -> None:
    server = RecordedLimeSurvey()
    rows = rows_of(server)
    for table in ("participants", "responses", "response_answers"):
        assert DRAFT not in {row["sid"] for row in rows[table]}
    assert {asked["method"] for asked in server.asked if DRAFT in asked["params"]} == {
        "get_survey_properties",
        "list_groups",
        "list_questions",
    }


def test_an_anonymous_survey_lands_without_any_token() -> None:
    rows = rows_of(RecordedLimeSurvey())
    anonymous = [row for row in rows["responses"] if row["sid"] == ANONYMOUS]
    assert len(anonymous) == 40 and {row["token"] for row in anonymous} == {None}
    # submitted without a time: LimeSurvey writes its constant, and the constant lands
    assert {Response.model_validate(row).submitdate for row in anonymous} == {datetime(1980, 1, 1)}


@pytest.mark.parametrize("anonymized", ["Y", "", "unheard of"])
def test_whatever_is_not_plainly_confidential_is_anonymous(anonymized: str) -> None:
    server = RecordedLimeSurvey(with_properties(CONFIDENTIAL, anonymized=anonymized))
    rows = rows_of(server)
    people = [row for row in rows["participants"] if row["sid"] == CONFIDENTIAL]
    assert people[0] == {"sid": CONFIDENTIAL, "tid": 1, "completed": "Y", "department": "Engineering"}
    assert {row["completed"] for row in people} == {
        "Y",
        "N",
    }  # when somebody answered would find the response
    assert {row["token"] for row in rows["responses"]} == {None}
    tokens = {row["token"] for number in ("031", "032", "033") for row in json.loads(ls(number))["result"]}
    landed = {str(value) for table in rows.values() for row in table for value in row.values()}
    assert not landed & tokens and not {value for value in landed if re.fullmatch(r"E1\d{3}", value)}
    asked = [asked["params"][5] for asked in server.asked if asked["method"] == "list_participants"]
    assert asked[0] == ["completed", "attribute_2"]


def test_a_survey_whose_anonymity_is_not_told_stops_the_load() -> None:
    with pytest.raises(SourceError, match="get_survey_properties"):
        rows_of(RecordedLimeSurvey(with_properties(CONFIDENTIAL, anonymized=None)))


def test_attributes_a_survey_does_not_have_are_not_asked_for() -> None:
    server = RecordedLimeSurvey(with_properties(CONFIDENTIAL, attributedescriptions=None))
    rows = rows_of(server)["participants"]
    assert rows[0] == {
        "sid": CONFIDENTIAL,
        "tid": 1,
        "token": "dRF9PJ81hxoiWuW",
        "completed": "2025-09-15 08:04",
    }


@pytest.mark.parametrize("value", ["Amelia Schmidt", "amelia.schmidt@example.com"])
def test_an_attribute_that_holds_people_instead_of_numbers_stops_the_load(value: str) -> None:
    rows = json.loads(ls("031"))["result"]
    rows[4]["attribute_1"] = value
    with pytest.raises(SourceError, match="attribute_1 does not hold employee numbers") as caught:
        rows_of(RecordedLimeSurvey({("list_participants", CONFIDENTIAL): result(rows)}))
    assert value not in str(caught.value)


def test_nothing_that_tells_a_person_or_their_words_lands() -> None:
    people = [row for number in ("031", "032", "033") for row in json.loads(ls(number))["result"]]
    responses = json.loads(base64.b64decode(json.loads(ls("039"))["result"]))["responses"]
    own_words = ("WHYLOW", "NOTE", "BEN[other]")
    texts = {row[column] for row in responses for column in own_words if len(row[column]) > 3}
    assert "Canteen vouchers" in texts and len(texts) > 5
    names = {name for row in people for name in row["participant_info"].values()}
    for response in responses:  # as if the survey kept addresses, which it does not
        response |= {"ipaddr": "192.0.2.7", "refurl": "https://intranet.example/amelia"}

    def kept(asked: dict[str, Any]) -> Reply:
        first, last, _ = asked["params"][7:]
        return export([row for row in responses if (first or 1) <= row["id"] <= (last or row["id"])])

    for table, rows in rows_of(RecordedLimeSurvey({("export_responses", CONFIDENTIAL): kept})).items():
        for row in rows:
            for field, value in row.items():
                words = set(re.findall(r"[^\W\d_]+", str(value)))
                assert not names & (words | {str(value)}), (table, field)
                assert not any(text in str(value) for text in texts), (table, field)
                assert "192.0.2.7" not in str(value) and "intranet" not in str(value), (table, field)
            assert row.get("question_code") not in own_words or "answer" not in row


def test_one_load_is_one_login_and_one_release() -> None:
    server = RecordedLimeSurvey()
    rows_of(server)
    assert server.methods()[0] == "get_session_key" and server.methods()[-1] == "release_session_key"
    assert server.methods().count("get_session_key") == server.methods().count("release_session_key") == 1
    assert server.asked[0]["params"] == ["hr_api", PASSWORD]
    assert set(server.urls) == {SITE + "/index.php/admin/remotecontrol"}


@pytest.mark.parametrize("fault", [requests.ConnectionError(), 500])
def test_a_release_that_fails_does_not_undo_the_load(fault: Reply) -> None:
    rows = rows_of(RecordedLimeSurvey({"release_session_key": fault}))
    assert len(rows["surveys"]) == 3


def test_the_session_is_released_after_a_failure() -> None:
    server = RecordedLimeSurvey({"list_surveys": ls("068")})
    with pytest.raises(SourceError, match="the user sees no survey; give the user the right to read surveys"):
        rows_of(server)
    assert server.methods() == ["get_session_key", "list_surveys", "release_session_key"]


@pytest.mark.parametrize("reply", [ls("058"), requests.ConnectionError(), 500, 429])
def test_a_login_is_never_repeated(reply: Reply) -> None:
    server = RecordedLimeSurvey({"get_session_key": reply})
    with pytest.raises(SourceError) as caught:
        rows_of(server)
    assert server.methods() == ["get_session_key"] and server.pauses == []
    assert PASSWORD not in str(caught.value) and PASSWORD not in repr(caught.value)


def test_a_wrong_password_is_one_sentence() -> None:
    with pytest.raises(SourceError) as caught:
        rows_of(RecordedLimeSurvey({"get_session_key": ls("058")}))
    assert str(caught.value) == (
        'limesurvey, get_session_key: the login was refused ("Invalid user name or password"); correct '
        "username and password before the next load, and wait ten minutes after three failures, for which "
        "LimeSurvey locks the address out."
    )


def test_a_session_that_expired_is_opened_anew_once() -> None:
    expired = iter([ls("075")])
    server = RecordedLimeSurvey({("list_questions", ANONYMOUS): lambda asked: next(expired, ls("014"))})
    rows = rows_of(server)
    assert rows == rows_of(RecordedLimeSurvey())
    assert server.methods().count("get_session_key") == 2


def test_a_session_that_never_holds_stops_the_load() -> None:
    server = RecordedLimeSurvey({"list_surveys": ls("059")})
    with pytest.raises(SourceError, match="Invalid session key"):
        rows_of(server)
    assert server.methods().count("get_session_key") == 2


@pytest.mark.parametrize(
    ("method", "number", "status", "remedy"),
    [
        ("list_questions", "061", "Error: Invalid survey ID", "removed meanwhile"),
        ("list_questions", "069", "No permission", "give the user the rights"),
        ("list_participants", "071", "No permission", "give the user the rights"),
        ("export_responses", "062", "No permission", "give the user the rights"),
        ("export_responses", "070", "No permission", "give the user the rights"),
        ("export_responses", "051", "No Data, survey table does not exist.", "was deactivated meanwhile"),
        ("export_responses", "060", "Invalid surveyid", "removed meanwhile"),
    ],
)
def test_a_status_in_place_of_a_result_is_one_sentence(
    method: str, number: str, status: str, remedy: str
) -> None:
    with pytest.raises(SourceError) as caught:
        rows_of(RecordedLimeSurvey({(method, CONFIDENTIAL): ls(number)}))
    assert str(caught.value).startswith(f'limesurvey, {method} (501001): LimeSurvey answered "{status}"; ')
    assert remedy in str(caught.value)


def test_an_error_beside_the_result_stops_the_load() -> None:
    with pytest.raises(SourceError, match="export_responses"):
        rows_of(RecordedLimeSurvey({("export_responses", CONFIDENTIAL): ls("053")}))


@pytest.mark.parametrize("status", ["No survey participants found.", "Error: No survey participants table"])
def test_statuses_that_mean_nobody_are_an_empty_list(status: str) -> None:
    rows = rows_of(RecordedLimeSurvey({"list_participants": result({"status": status})}))
    assert rows["participants"] == [] and len(rows["responses"]) == 44 + 40


def test_an_active_survey_nobody_has_answered_yet_is_empty() -> None:
    status = result({"status": "No Data, could not get max id."})
    rows = rows_of(RecordedLimeSurvey({("export_responses", CONFIDENTIAL): status}))
    assert {row["sid"] for row in rows["responses"]} == {ANONYMOUS}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (ls("067"), "the answer is empty"),
        (ls("064"), "the answer is a web page instead of JSON"),
        (ls("013")[:3000], "the answer of 3000 bytes is cut off or is not JSON"),
        (b'<?xml version="1.0"?><methodResponse/>', "the answer is XML instead of JSON"),
        (b'{"id":null,"result":[],"error":null}', "the answer is not the one to this call"),
        (b'{"id":99,"result":[],"error":null}', "the answer is not the one to this call"),
        (b"[]", "the answer is not the one to this call"),
        (b'{"id":1,"result":"text","error":null}', "does not have the shape"),
    ],
)
def test_a_body_that_is_no_answer_is_one_sentence(body: bytes, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        rows_of(RecordedLimeSurvey({("list_questions", CONFIDENTIAL): body}))


@pytest.mark.parametrize(
    "encoded", ["e30", "=", "***", base64.b64encode(b'{"responses":[{"id":1').decode(), "e30=", "bnVsbA=="]
)
def test_an_export_that_is_cut_off_is_one_sentence(encoded: str) -> None:
    with pytest.raises(SourceError, match=r"limesurvey, export_responses \(501001\): "):
        rows_of(RecordedLimeSurvey({("export_responses", CONFIDENTIAL): result(encoded)}))


@pytest.mark.parametrize("fault", [requests.ConnectionError(), requests.ReadTimeout(), 500, 503])
def test_a_broken_connection_and_a_server_error_are_tried_again(fault: Reply) -> None:
    server = RecordedLimeSurvey(faults={2: fault, 3: fault, 4: fault})
    assert rows_of(server) == rows_of(RecordedLimeSurvey())
    assert server.pauses == [0.5, 1.0, 2.0]


def test_numbers_that_arrive_as_text_are_the_same_numbers() -> None:
    rows = json.loads(ls("031"))["result"][:3]
    asked_again = iter([result([{**row, "tid": str(row["tid"])} for row in rows])])
    server = RecordedLimeSurvey(
        {("list_participants", CONFIDENTIAL): lambda asked: next(asked_again, ls("034"))}
    )
    assert [row["tid"] for row in rows_of(server)["participants"]] == ["1", "2", "3"]
    assert [asked["params"][2] for asked in server.asked if asked["method"] == "list_participants"] == [
        0,
        4,
        0,
    ]


def test_questions_whose_numbers_arrive_as_text_keep_order_and_options() -> None:
    questions = json.loads(ls("013"))["result"]
    as_text = [
        {**row, **{name: str(row[name]) for name in ("qid", "parent_qid", "question_order")}}
        for row in questions
    ]

    def properties(asked: dict[str, Any]) -> Reply:
        return ls({"1": "017", "3": "019"}[asked["params"][1]])

    override: dict[Any, Any] = {("list_questions", CONFIDENTIAL): result(as_text)}
    override |= {("get_question_properties", qid): properties for qid in ("1", "3")}
    texts, numbers = rows_of(RecordedLimeSurvey(override)), rows_of(RecordedLimeSurvey())
    assert [row["title"] for row in texts["questions"]] == [row["title"] for row in numbers["questions"]]
    assert len(texts["answer_options"]) == len(numbers["answer_options"]) > 10


def test_the_password_is_hidden_in_the_configuration() -> None:
    config = LimeSurveyConfig(base_url=SITE, username="hr_api", password=SecretStr(PASSWORD))
    assert PASSWORD not in repr(config)


def test_the_register_of_sources_knows_limesurvey() -> None:
    assert SOURCES["limesurvey"] is SPEC
    assert SPEC.records == RECORDS


def test_a_load_lands_and_an_answer_finished_later_is_a_new_version(tmp_path: Path) -> None:
    answers = json.loads(base64.b64decode(json.loads(ls("039"))["result"]))["responses"]

    def land(day: int) -> None:
        def kept(asked: dict[str, Any]) -> Reply:
            first, last, _ = asked["params"][7:]
            return export([row for row in answers if (first or 1) <= row["id"] <= (last or row["id"])])

        landing = Landing(tmp_path / "w.duckdb", tmp_path / "p", tmp_path / "q", datetime(2026, 4, day))
        readers = load_of(RecordedLimeSurvey({("export_responses", CONFIDENTIAL): kept})).readers
        make_pipeline("limesurvey", landing).run(landed_source("limesurvey", readers, landing))

    land(1)
    answers[7] |= {"submitdate": "2025-09-30 09:00:00", "ENPS": "8"}  # id 8 was begun long before
    land(2)
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as warehouse:
        loads = warehouse.execute(
            "select table_name, landed_count from raw_limesurvey.loads "
            "where known_from = timestamp '2026-04-02' and landed_count <> 0 order by 1"
        ).fetchall()
        versions = warehouse.execute(
            "select submitdate from raw_limesurvey.responses where sid = 501001 and id = 8 "
            "order by known_from"
        ).fetchall()
    assert loads == [("response_answers", 1), ("responses", 1)]
    assert versions == [(None,), (datetime(2025, 9, 30, 9, 0),)]
