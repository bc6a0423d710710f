"""The invented employer as LimeSurvey holds it: for the server as objects, for the bulk path as arrow tables.

Belongs here: surveys, participants and responses as they stood at a moment. Does not belong here: who
answers what (`company.engagement`), HTTP. `cut` is the moment of knowledge in microseconds on the server's
clock, which is the site's.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from company.columns import DAY_MICROSECONDS, Ints, constant, ints, labels, moments, pick, real, whole
from company.engagement import (
    DRAFT,
    ENGAGEMENT,
    GROUPS,
    ITEMS,
    NOTES,
    PULSE,
    pulse_questions,
    questions,
    tokens,
)
from company.facts import Facts
from company.frappe import Piece, Site
from company.shapes import LimeGroup, LimeParticipant, LimeQuestion, LimeResponse, LimeSite, LimeSurvey

TEXT = pa.string()
PULSE_GROUP = LimeGroup(3, "Pulse", 0)
ANONYMOUS_TIME = "1980-01-01 00:00:00"


def _text(microseconds: int) -> str:
    """A moment as LimeSurvey writes it."""
    return str(np.datetime64(microseconds // 1_000_000, "s")).replace("T", " ")


def _surveys(facts: Facts) -> list[tuple[int, str, str, str, str | None, str | None]]:
    """Number, title, active, anonymised, start and expiry of every survey."""
    engagement = facts.engagement
    opening = engagement.launch * DAY_MICROSECONDS + 9 * 3_600_000_000
    year = facts.truths.as_of_date.year
    return [
        (ENGAGEMENT, f"Engagement survey {year - 1}", "Y", "N", _text(opening),
         _text(engagement.expires * DAY_MICROSECONDS)),
        (PULSE, f"Anonymous pulse {year}-02", "Y", "Y", None, None),
        (DRAFT, "Draft: onboarding survey", "N", "N", None, None),
    ]  # fmt: skip


def _asked(sid: int) -> tuple[LimeQuestion, ...]:
    """Questions of the survey `sid`."""
    if sid == ENGAGEMENT:
        return questions()
    if sid == PULSE:
        return pulse_questions()
    return (LimeQuestion(41, 0, 4, "FIRSTDAY", "How was your first day?", "T", 1),)


def _started(facts: Facts, cut: int) -> tuple[Ints, np.ndarray, np.ndarray]:
    """Responses begun by `cut`, which of them were submitted by then, and which participants completed."""
    engagement = facts.engagement
    seen = np.flatnonzero(engagement.started <= cut)
    done = engagement.is_complete[seen] & (engagement.submitted[seen] <= cut)
    completed = np.zeros(len(engagement.row), dtype=np.int64)
    completed[engagement.of[seen[done]]] = engagement.submitted[seen[done]]
    return seen, done, completed


def tables(facts: Facts, site: Site, cut: int) -> Iterator[Piece]:
    """The raw layer's LimeSurvey tables."""
    engagement = facts.engagement
    surveys = _surveys(facts)
    yield (
        "surveys",
        pa.table(
            {
                "sid": whole([survey[0] for survey in surveys]),
                "surveyls_title": pa.array([survey[1] for survey in surveys]),
                "startdate": pa.array([survey[4] for survey in surveys], TEXT).cast(pa.timestamp("us")),
                "expires": pa.array([survey[5] for survey in surveys], TEXT).cast(pa.timestamp("us")),
                "active": pa.array([survey[2] for survey in surveys]),
                "anonymized": pa.array([survey[3] for survey in surveys]),
            }
        ),
    )
    asked = [(survey[0], question) for survey in surveys for question in _asked(survey[0])]
    group = {entry.gid: entry.group_order for entry in (*GROUPS, PULSE_GROUP)}
    yield (
        "questions",
        pa.table(
            {
                "sid": whole([sid for sid, _ in asked]),
                **{
                    name: pa.array([getattr(question, name) for _, question in asked])
                    for name in ("qid", "parent_qid", "gid", "title", "question", "type")
                },
                "group_order": whole([group.get(question.gid, 0) for _, question in asked]),
                "question_order": whole([question.question_order for _, question in asked]),
            }
        ),
    )
    options = [(sid, question.qid, option) for sid, question in asked for option in question.options]
    yield (
        "answer_options",
        pa.table(
            {
                "sid": whole([sid for sid, _, _ in options]),
                "qid": whole([qid for _, qid, _ in options]),
                "code": pa.array([option.code for _, _, option in options]),
                "answer": pa.array([option.answer for _, _, option in options]),
                "assessment_value": real([option.assessment_value for _, _, option in options]),
                "order": whole([option.order for _, _, option in options]),
            }
        ),
    )
    if cut < engagement.launch * DAY_MICROSECONDS:
        return
    seen, done, completed = _started(facts, cut)
    count = len(engagement.row)
    token = pa.array(tokens(ENGAGEMENT, count), TEXT)
    stamp = pc.strftime(moments(completed // 60_000_000 * 60_000_000), format="%Y-%m-%d %H:%M")
    stamp = pc.utf8_slice_codeunits(stamp, 0, 16)
    yield (
        "participants",
        pa.table(
            {
                "sid": whole(np.full(count, ENGAGEMENT)),
                "tid": whole(np.arange(1, count + 1)),
                "token": token,
                "completed": pc.if_else(pa.array(completed > 0), stamp, pa.scalar("N")),
                "employee_number": site.number.take(pa.array(engagement.row)),
                "department": pick(site.units.name, engagement.unit),
            }
        ),
    )
    number = seen + 1
    yield (
        "responses",
        pa.table(
            {
                "sid": whole(np.full(len(seen), ENGAGEMENT)),
                "id": whole(number),
                "token": token.take(pa.array(engagement.of[seen])),
                "submitdate": _submitted(engagement.submitted[seen], done),
                "lastpage": whole(np.where(done, 2, 1)),
            }
        ),
    )
    codes = [f"ENG[{code}]" for code, _ in ITEMS]
    for place, code in enumerate(codes):
        yield "response_answers", _answers(ENGAGEMENT, number, code, "A", engagement.answers[seen, place])
    yield (
        "response_answers",
        _answers(ENGAGEMENT, number, "ENPS", "", np.where(done, engagement.enps[seen], -1)),
    )
    lengths = ints([len(text) for text in NOTES])[np.where(done, engagement.note[seen], 0)]
    yield (
        "response_answers",
        pa.table(
            {
                **_head(ENGAGEMENT, number, "NOTE"),
                "answer": pa.nulls(len(number), TEXT),
                "answer_length": whole(lengths, lengths == 0),
            }
        ),
    )
    if cut < (engagement.launch + 110) * DAY_MICROSECONDS:
        return
    number = np.arange(1, len(engagement.pulse_enps) + 1)
    yield (
        "responses",
        pa.table(
            {
                "sid": whole(np.full(len(number), PULSE)),
                "id": whole(number),
                "token": pa.nulls(len(number), TEXT),
                "submitdate": pa.array([ANONYMOUS_TIME], TEXT)
                .cast(pa.timestamp("us"))
                .take(pa.array(np.zeros(len(number), dtype=np.int64))),
                "lastpage": whole(np.ones(len(number))),
            }
        ),
    )
    yield "response_answers", _answers(PULSE, number, "ENPS", "", engagement.pulse_enps)
    for place in range(2):
        yield (
            "response_answers",
            _answers(PULSE, number, f"PUL[{ITEMS[place][0]}]", "A", engagement.pulse_answers[:, place]),
        )


def _head(sid: int, number: Ints, code: str) -> dict[str, pa.Array]:
    """Key columns of answers to one question."""
    return {
        "sid": whole(np.full(len(number), sid)),
        "response_id": whole(number),
        "question_code": constant(code, len(number), TEXT),
    }


def _answers(sid: int, number: Ints, code: str, prefix: str, value: Ints) -> pa.Table:
    """Closed answers to one question; a negative value was not given and is null."""
    return pa.table(
        {
            **_head(sid, number, code),
            "answer": labels(prefix, value, 1),
            "answer_length": pa.nulls(len(number), pa.int64()),
        }
    )


def _submitted(times: Ints, done: np.ndarray) -> pa.Array:
    """Submission times, null while unfinished."""
    return pa.array(times, pa.int64(), mask=~done).cast(pa.timestamp("us"))


def build(facts: Facts, site: Site, cut: int) -> LimeSite:
    """The surveys as objects; meant for small numbers of people."""
    surveys = []
    engagement = facts.engagement
    founded = _text((engagement.launch - 20) * DAY_MICROSECONDS)
    for sid, title, active, anonymized, opening, closing in _surveys(facts):
        participants: tuple[LimeParticipant, ...] | None = () if sid == ENGAGEMENT else None
        responses: tuple[LimeResponse, ...] = ()
        if sid == ENGAGEMENT and cut >= engagement.launch * DAY_MICROSECONDS:
            participants, responses = _engagement(facts, site, cut)
        if sid == PULSE and cut >= (engagement.launch + 110) * DAY_MICROSECONDS:
            responses = tuple(
                LimeResponse(
                    number, ANONYMOUS_TIME, 1, None, None, None,
                    {"ENPS": str(enps), **{f"PUL[{code}]": f"A{value}" for (code, _), value in zip(ITEMS, values)}},
                )
                for number, (enps, values) in enumerate(
                    zip(engagement.pulse_enps.tolist(), engagement.pulse_answers.tolist()), start=1
                )
            )  # fmt: skip
        groups = {ENGAGEMENT: GROUPS, PULSE: (PULSE_GROUP,)}.get(sid, (LimeGroup(4, "Start", 0),))
        surveys.append(
            LimeSurvey(
                sid, title, active, anonymized, opening, closing, founded, "en", groups, _asked(sid),
                participants, responses,
            )
        )  # fmt: skip
    return LimeSite(tuple(surveys))


def _engagement(
    facts: Facts, site: Site, cut: int
) -> tuple[tuple[LimeParticipant, ...], tuple[LimeResponse, ...]]:
    """Participants and responses of the engagement survey."""
    engagement = facts.engagement
    seen, done, completed = _started(facts, cut)
    token = tokens(ENGAGEMENT, len(engagement.row))
    first, last, number, email = (
        column.take(pa.array(engagement.row)).to_pylist()
        for column in (site.first, site.last, site.number, site.email)
    )
    everyone = site.number.to_pylist()
    participants = tuple(
        LimeParticipant(
            tid=place + 1,
            token=token[place],
            firstname=first[place],
            lastname=last[place],
            email=email[place],
            completed=_text(int(completed[place]))[:16] if completed[place] else "N",
            attribute_1=number[place],
            attribute_2=site.units.name[int(engagement.unit[place])],
            attribute_3=everyone[int(engagement.manager[place])] if engagement.manager[place] >= 0 else "",
        )
        for place in range(len(engagement.row))
    )
    responses = []
    for row, is_done in zip(seen.tolist(), done.tolist()):
        started, submitted = _text(int(engagement.started[row])), _text(int(engagement.submitted[row]))
        answers = {
            f"ENG[{code}]": f"A{value}" for (code, _), value in zip(ITEMS, engagement.answers[row].tolist())
        }
        answers["ENPS"] = str(int(engagement.enps[row])) if is_done else ""
        answers["NOTE"] = NOTES[int(engagement.note[row])] if is_done else ""
        responses.append(
            LimeResponse(
                id=row + 1,
                submitdate=submitted if is_done else None,
                lastpage=2 if is_done else 1,
                token=token[int(engagement.of[row])],
                startdate=started,
                datestamp=submitted if is_done else started,
                answers=answers,
            )
        )
    return participants, tuple(responses)
