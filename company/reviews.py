"""Reviews: goals, self ratings and feedback of one cycle, and the score the HR system makes of them.

Belongs here: who is reviewed by whom and with what result, and Frappe HR's own arithmetic of an appraisal.
Does not belong here: documents, pay. A cycle is a financial year; its number counts from the first one
simulated.
"""

from dataclasses import dataclass

import numpy as np

from company.cast import CAST
from company.columns import Floats, Ints, ints
from company.learning import Learning, is_cycle_end
from company.organisation import Organisation
from company.simulation import PART_TIME, History, Snapshot
from company.truths import Truths

KRAS = ("Delivery", "Customer focus", "Teamwork")
WEIGHTS = (50.0, 30.0, 20.0)
CRITERIA = ("Communication", "Initiative")
CRITERIA_WEIGHTS = (50.0, 50.0)
PRECISION = 3
CUTOFF_DAYS = 90


@dataclass
class Reviews:
    """One cycle. Parallel columns per reviewed employment, per goal (`goal_...`) and per feedback
    (`feedback_...`).

    `goal_of` and `feedback_of` point at the reviewed; `goal_parent` is the row of the group goal above, -1
    for a top goal; ratings are in tenths of the stars, one column per criterion.
    """

    number: int
    name: str
    start: int
    end: int
    row: Ints
    unit: Ints
    designation: Ints
    goal_of: Ints
    goal_kra: Ints
    goal_progress: Ints
    goal_parent: Ints
    goal_is_group: Ints
    goal_is_archived: Ints
    completion: Floats
    kra_score: Floats
    goal_percentage: Floats
    total_score: Floats
    self_tenths: Ints
    has_self: Ints
    self_score: Floats
    feedback_of: Ints
    feedback_by: Ints
    feedback_tenths: Ints
    feedback_score: Floats
    average_feedback: Floats
    final_score: Floats
    docstatus: Ints


def goal_score(completion: Floats) -> tuple[Floats, Floats, Floats]:
    """Score per KRA, their sum in percent, and the total on 0 to 5, as Frappe HR rounds them.

    `completion` has a column per KRA: the average progress of its top-level goals that are not archived.
    """
    per_kra = np.round(completion * np.array(WEIGHTS) / 100, PRECISION)
    percentage = np.round(per_kra.sum(axis=1), PRECISION)
    return per_kra, percentage, np.round(percentage / 20, PRECISION)


def rating_score(tenths: Ints) -> Floats:
    """Score on 0 to 5 of star ratings in tenths (a column per criterion), weighted."""
    return np.round((tenths / 10 * 5 * np.array(CRITERIA_WEIGHTS) / 100).sum(axis=1), PRECISION)


def final_score(total: Floats, feedback: Floats, self_score: Floats) -> Floats:
    """Frappe HR's final score: the plain mean of the three, where a missing one is 0 and still counts."""
    return np.round((total + feedback + self_score) / 3, PRECISION)


def cycle_name(end: int) -> str:
    """Name of the cycle that ends on day `end`, such as 2025-26."""
    year = int(str(np.datetime64(end, "D"))[:4])
    return f"{year - 1}-{year % 100:02d}"


def review(
    organisation: Organisation, history: History, learning: Learning, truths: Truths, rng: np.random.Generator
) -> list[Reviews]:
    """All cycles in order of time."""
    ends = sorted(day for day in history.snapshots if is_cycle_end(day))
    leniency = rng.normal(0, 0.08, history.staff.count)
    lenient = history.occupant[organisation.head_seat(truths.truths["lenient_rater"]["unit"])]
    leniency[lenient] = truths.truths["lenient_rater"]["feedback_shift"]
    return [
        _cycle(number, history.snapshots[end], history, learning, truths, leniency, rng)
        for number, end in enumerate(ends)
    ]


def _cycle(
    number: int,
    snapshot: Snapshot,
    history: History,
    learning: Learning,
    truths: Truths,
    leniency: Floats,
    rng: np.random.Generator,
) -> Reviews:
    """One cycle: employees who were there for its last `CUTOFF_DAYS` days, as they stood at its close."""
    staff, end = history.staff, snapshot.day
    first_month = np.datetime64(end + 1, "D").astype("datetime64[M]") - 12
    start = int(first_month.astype("datetime64[D]").astype(np.int64))
    silent = ints([not member.has_appraisal for member in CAST] + [False])
    keep = (
        (staff.type[snapshot.row] <= PART_TIME)
        & (staff.start[snapshot.row] <= end - CUTOFF_DAYS)
        & (silent[staff.cast[snapshot.row]] == 0)
    )
    row, manager = snapshot.row[keep], snapshot.manager[keep]
    count = len(row)
    gain = truths.truths["helpful_course"]["rating_shift"]
    shift = gain * (learning.helped_from[staff.person[row]] <= number)
    level = 0.38 * staff.ability[row] + 0.12 * rng.standard_normal(count)

    # Goals: one or two top goals per KRA around a common level, now and then archived or split in two.
    aim = np.clip(3.3 + level + shift, 0.4, 5)[:, None] * 20 + rng.normal(0, 5, (count, len(KRAS)))
    goals = 1 + (rng.random((count, len(KRAS))) < 0.3).astype(np.int64)
    flat = np.repeat(np.arange(count * len(KRAS)), goals.ravel())
    noisy = aim.ravel()[flat] + rng.normal(0, 3, len(flat)) + rng.random(len(flat))
    progress = np.clip(np.floor(noisy), 0, 100)
    sums = np.bincount(flat, weights=progress, minlength=count * len(KRAS))
    completion = np.round(sums / goals.ravel(), PRECISION).reshape(count, len(KRAS))
    per_kra, percentage, total = goal_score(completion)
    split = np.flatnonzero((rng.random(len(flat)) < 0.04) & (progress >= 5) & (progress <= 95))
    dropped = np.flatnonzero(rng.random(count) < 0.05)
    goal_flat = np.concatenate([flat, np.repeat(flat[split], 2), dropped * len(KRAS)])
    is_group = np.zeros(len(goal_flat), dtype=np.int64)
    is_group[split] = 1
    parent = np.concatenate([np.full(len(flat), -1), np.repeat(split, 2), np.full(len(dropped), -1)])
    children = (progress[split][:, None] + np.array([-5, 5])).ravel()
    goal_progress = np.concatenate([progress, children, np.full(len(dropped), 10)]).astype(np.int64)
    archived = (np.arange(len(goal_flat)) >= len(goal_flat) - len(dropped)).astype(np.int64)

    self_tenths = _tenths(3.55 + 0.6 * level + shift, 0.18, rng)
    has_self = np.ones(count, dtype=np.int64)
    has_self[np.isin(staff.cast[row], _members("CAST-NO-SELF-REVIEW"))] = 0
    self_score = np.where(has_self == 1, rating_score(self_tenths), 0.0)

    chief = row[(manager < 0) & (staff.cast[row] < 0)]
    below = snapshot.row[np.isin(snapshot.manager, chief)]
    rater = np.where(manager >= 0, manager, chief[0] if len(chief) else -1)
    rater = np.where(rater == row, below[0] if len(below) else -1, rater)
    order = np.lexsort((row, manager))
    following = np.roll(order, -1)
    is_pair = (manager[order] == manager[following]) & (order != following) & (rng.random(count) < 0.25)
    about = np.concatenate([np.flatnonzero(rater >= 0), order[is_pair]])
    by = np.concatenate([rater[rater >= 0], row[following[is_pair]]])
    tenths = _tenths(3.4 + level[about] + shift[about] + leniency[by], 0.12, rng)
    score = rating_score(tenths)
    given = np.bincount(about, minlength=count)
    average = np.round(np.bincount(about, weights=score, minlength=count) / np.maximum(given, 1), PRECISION)
    docstatus = np.ones(count, dtype=np.int64)
    is_latest = end == history.as_of
    docstatus[is_latest & np.isin(staff.cast[row], _members("CAST-DRAFT-APPRAISAL"))] = 0
    return Reviews(
        number=number,
        name=cycle_name(end),
        start=start,
        end=end,
        row=row,
        unit=snapshot.unit[keep],
        designation=snapshot.designation[keep],
        goal_of=goal_flat // len(KRAS),
        goal_kra=goal_flat % len(KRAS),
        goal_progress=goal_progress,
        goal_parent=parent,
        goal_is_group=is_group,
        goal_is_archived=archived,
        completion=completion,
        kra_score=per_kra,
        goal_percentage=percentage,
        total_score=total,
        self_tenths=self_tenths,
        has_self=has_self,
        self_score=self_score,
        feedback_of=about,
        feedback_by=by,
        feedback_tenths=tenths,
        feedback_score=score,
        average_feedback=average,
        final_score=final_score(total, average, self_score),
        docstatus=docstatus,
    )


def _tenths(score: Floats, spread: float, rng: np.random.Generator) -> Ints:
    """Star ratings in tenths around `score` (0 to 5), rounded at random so that their mean is kept."""
    noisy = score[:, None] + rng.normal(0, spread, (len(score), len(CRITERIA)))
    return np.clip(np.floor(noisy * 2 + rng.random(noisy.shape)), 1, 10).astype(np.int64)


def _members(number: str) -> list[int]:
    """Rows in the cast of the member with this employee number."""
    return [row for row, member in enumerate(CAST) if member.number == number]
