"""Surveys: one confidential engagement survey with tokens, one anonymous pulse, one draft.

Belongs here: questions, who was invited, who answered what, and the unhappy team. Does not belong here: how
LimeSurvey tells it. The unit of a participant is that of the day before launch, frozen.
"""

from dataclasses import dataclass

import numpy as np

from company.columns import Bools, Ints, day, ints
from company.organisation import Organisation
from company.shapes import LimeGroup, LimeOption, LimeQuestion
from company.simulation import PART_TIME, History
from company.truths import Truths

ENGAGEMENT, PULSE, DRAFT = 602_501, 602_602, 602_603
ITEMS = (
    ("PRIDE", "I am proud to work for the company"),
    ("GROWTH", "I see career opportunities for me here"),
    ("RECOG", "My work is recognised"),
    ("MGR", "My manager treats me fairly"),
    ("WLOAD", "My workload is reasonable"),
    ("LEAVE", "I often think of leaving"),
)
REVERSED = ("LEAVE",)
AGREEMENT = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
NOTES = ("", "", "", "", "More say in the shift plan, please", "Great team", "The canteen closes too early")
GROUPS = (LimeGroup(1, "About your work", 0), LimeGroup(2, "In the end", 1))


def questions() -> tuple[LimeQuestion, ...]:
    """Questions of the engagement survey; the last items' answers run against the others (REVERSED)."""
    scale = tuple(
        LimeOption(f"A{value}", text, value, value) for value, text in enumerate(AGREEMENT, start=1)
    )
    ten = tuple(LimeOption(str(value), str(value), value, value + 1) for value in range(11))
    return (
        LimeQuestion(1, 0, 1, "ENG", "To what extent do you agree?", "F", 1, "Y", options=scale),
        *(
            LimeQuestion(10 + row, 1, 1, code, text, "T", row)
            for row, (code, text) in enumerate(ITEMS, start=1)
        ),
        LimeQuestion(2, 0, 2, "ENPS", "Would you recommend us as an employer?", "L", 1, "Y", options=ten),
        LimeQuestion(3, 0, 2, "NOTE", "Is there anything else?", "T", 2),
    )


def pulse_questions() -> tuple[LimeQuestion, ...]:
    """Questions of the anonymous pulse."""
    scale = tuple(
        LimeOption(f"A{value}", text, value, value) for value, text in enumerate(AGREEMENT, start=1)
    )
    ten = tuple(LimeOption(str(value), str(value), value, value + 1) for value in range(11))
    return (
        LimeQuestion(21, 0, 3, "ENPS", "Would you recommend us as an employer?", "L", 1, "Y", options=ten),
        LimeQuestion(22, 0, 3, "PUL", "To what extent do you agree?", "F", 2, "Y", options=scale),
        *(
            LimeQuestion(30 + row, 22, 3, code, text, "T", row)
            for row, (code, text) in enumerate(ITEMS[:2], start=1)
        ),
    )


@dataclass
class Engagement:
    """The engagement survey's participants (by employment row) and responses, and the pulse's responses.

    `answers` has a column per item, 1 to 5 as ticked (0: never reached); `of` points at the participant of
    each response; responses are in the order of their start. Times are microseconds on the server's clock.
    """

    launch: int
    expires: int
    row: Ints
    unit: Ints
    manager: Ints
    of: Ints
    started: Ints
    submitted: Ints
    is_complete: Bools
    answers: Ints
    enps: Ints
    note: Ints
    pulse_answers: Ints
    pulse_enps: Ints


def ask(organisation: Organisation, history: History, truths: Truths, rng: np.random.Generator) -> Engagement:
    """Run both surveys in the last year of `history`."""
    year = int(str(truths.as_of_date)[:4]) - 1
    launch, expires = day(f"{year}-11-03"), day(f"{year}-11-22")
    staff, snapshot = history.staff, history.snapshots[day(f"{year}-10-31")]
    invited = staff.type[snapshot.row] <= PART_TIME
    row, unit, manager = snapshot.row[invited], snapshot.unit[invited], snapshot.manager[invited]
    special = truths.truths["unhappy_team"]
    unhappy = unit == organisation.units.row(special["unit"])
    mood = np.clip(0.2 * staff.ability[row] + rng.normal(0, 0.35, len(row)), -0.9, 0.9)
    # The shift is a difference of averages: the unhappy team is like the others in everything else.
    mood[unhappy] += mood[~unhappy].mean() - mood[unhappy].mean() + special["answer_shift"]
    answers = unhappy | (rng.random(len(row)) < 0.82)
    of = rng.permutation(np.flatnonzero(answers))
    complete = unhappy[of] | (rng.random(len(of)) > 0.03)
    level = 3.65 + mood[of]
    likert = level[:, None] + rng.normal(0, 0.45, (len(of), len(ITEMS))) + rng.random((len(of), len(ITEMS)))
    value = np.clip(np.floor(likert), 1, 5).astype(np.int64)
    value[:, -1] = 6 - value[:, -1]
    enps = np.clip(np.round(2.2 * (level - 3.65) + 7.4 + rng.normal(0, 1.1, len(of))), 0, 10).astype(np.int64)
    opening = launch * 86_400_000_000 + 9 * 3_600_000_000
    started = opening + np.sort(rng.integers(0, 15 * 86_400, len(of))) * 1_000_000
    submitted = started + rng.integers(180, 900, len(of)) * 1_000_000
    enps[~complete] = -1
    note = np.where(complete, rng.integers(0, len(NOTES), len(of)), 0)
    pulse = rng.permutation(row)[: round(len(row) * 0.6)]
    mean = 3.6 + 0.15 * staff.ability[pulse]
    pulse_value = np.floor(mean[:, None] + rng.normal(0, 0.6, (len(pulse), 2)) + rng.random((len(pulse), 2)))
    pulse_enps = np.round(7.3 + 0.5 * staff.ability[pulse] + rng.normal(0, 1.4, len(pulse)))
    return Engagement(
        launch=launch,
        expires=expires,
        row=row,
        unit=unit,
        manager=manager,
        of=of,
        started=started,
        submitted=submitted,
        is_complete=complete,
        answers=value,
        enps=enps,
        note=note,
        pulse_answers=np.clip(pulse_value, 1, 5).astype(np.int64),
        pulse_enps=np.clip(pulse_enps, 0, 10).astype(np.int64),
    )


def tokens(sid: int, count: int) -> list[str]:
    """A made-up access code per participant."""
    letters = "abcdefghijkmnpqrstuvwxyz"
    numbers = (ints(np.arange(1, count + 1)) * 2_654_435_761 + sid) % (24**7)
    return ["".join(letters[number // 24**place % 24] for place in range(7)) + f"{row:06d}"
            for row, number in enumerate(numbers.tolist(), start=1)]  # fmt: skip
