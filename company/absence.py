"""Leave and attendance of the invented employer: who was away when, and how each recent day counted.

Belongs here: leave types, stretches of leave, attendance of the last three months. Does not belong here:
documents of the HR system (`company.frappe`), pay (`company.pay`, whose unpaid days are taken over here).
Every person takes leave in blocks of 120 days: planned leave first, sickness later, so that no two overlap.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from company.columns import NO_DAY, Bools, Floats, Ints, ints
from company.facts import Facts
from company.pay import payroll

PLANNED, SICK, UNPAID = range(3)
LEAVE_TYPES = ("Privilege Leave", "Sick Leave", "Leave Without Pay", "Optional Holiday")
ATTENDANCE_DAYS = 91
PRESENT, ABSENT, ON_LEAVE, HALF_DAY, AT_HOME = range(5)
ATTENDANCE = ("Present", "Absent", "On Leave", "Half Day", "Work From Home")
_BLOCK = 120
_MONDAY = 4  # 1970-01-05


@dataclass
class Leaves:
    """Stretches of leave in the order in which they were applied for; parallel columns.

    `days` counts working days; `posted` is the day of the application, `cancelled` the day it was taken back,
    NO_DAY where it was not; a rejected one was never taken.
    """

    row: Ints
    kind: Ints
    start: Ints
    end: Ints
    days: Floats
    posted: Ints
    cancelled: Ints
    is_rejected: Bools


@dataclass
class AttendanceDays:
    """One row per person and working day of the last three months; `leave` is the row of the leave or -1."""

    row: Ints
    day: Ints
    status: Ints
    leave: Ints


def working_day(days: Ints) -> Bools:
    """Whether each day is one from Monday to Friday."""
    return (days - _MONDAY) % 7 < 5


def unpaid_stretches(facts: Facts) -> Iterable[tuple[Ints, Ints, Ints]]:
    """Per month of payroll, the employments with unpaid days, and first and last day of those."""
    staff = facts.history.staff
    for month in payroll(facts.organisation, facts.history, facts.salaries, facts.years, facts.seed):
        place = np.flatnonzero(month.unpaid_days > 0)
        row = month.row[place]
        last = np.where(staff.end[row] == NO_DAY, month.end, np.minimum(staff.end[row], month.end))
        first = np.maximum(last - month.unpaid_days[place].astype(np.int64) + 1, staff.start[row])
        yield row, first, last


def leaves(facts: Facts) -> Leaves:
    """Everybody's leave over the years."""
    history, staff = facts.history, facts.history.staff
    rng = np.random.default_rng([facts.seed, 9])
    everybody = np.arange(staff.count)
    stretches = [(row, np.full(len(row), UNPAID), a, b) for row, a, b in unpaid_stretches(facts)]
    unpaid = np.unique(np.concatenate([_month_keys(r, d) for r, _, a, b in stretches for d in (a, b)]))
    for block in range((history.as_of - history.first_day) // _BLOCK + 1):
        opening = history.first_day + block * _BLOCK
        for sort, share, first, spread, longest in ((PLANNED, 0.85, 0, 75, 5), (SICK, 0.4, 88, 22, 3)):
            takes = rng.random(staff.count) < share
            start = opening + first + rng.integers(0, spread, staff.count)
            start = np.where(working_day(start), start, start + 2)
            end = start + rng.integers(0, longest, staff.count)
            is_free = ~np.isin(_month_keys(everybody, start), unpaid)
            is_free &= ~np.isin(_month_keys(everybody, end), unpaid)
            takes &= is_free & (start > staff.start + 30) & ((staff.end == NO_DAY) | (end < staff.end))
            row = np.flatnonzero(takes)
            stretches.append((row, np.full(len(row), sort), start[row], end[row]))
    row, kind, start, end = (np.concatenate([piece[part] for piece in stretches]) for part in range(4))
    days = np.busday_count(start.astype("datetime64[D]"), (end + 1).astype("datetime64[D]")).astype(
        np.float64
    )
    draw = rng.random(len(row))
    days = np.where((days == 1) & (draw < 0.2) & (kind != UNPAID), 0.5, days)
    posted = np.where(kind == SICK, start, start - np.where(kind == PLANNED, 21, 3))
    is_planned = kind == PLANNED
    cancelled = np.where(is_planned & (draw > 0.99), start - 4, NO_DAY)
    order = np.lexsort((row, start, posted))
    order = order[(posted[order] <= history.as_of) & (days[order] > 0)]
    rejected = is_planned & (draw > 0.97) & (draw <= 0.99)
    return Leaves(
        row[order], kind[order], start[order], end[order], days[order],
        posted[order], cancelled[order], rejected[order],
    )  # fmt: skip


def attendance(facts: Facts, taken: Leaves) -> AttendanceDays:
    """Everybody's attendance on the working days of the last three months."""
    history, staff = facts.history, facts.history.staff
    first = history.as_of - ATTENDANCE_DAYS + 1
    days = np.arange(first, history.as_of + 1)
    is_employed = (staff.start[:, None] <= days) & (
        (staff.end == NO_DAY)[:, None] | (staff.end[:, None] >= days)
    )
    leave = np.full(is_employed.shape, -1, dtype=np.int64)
    is_valid = (taken.cancelled == NO_DAY) & ~taken.is_rejected & (taken.end >= first)
    for place in np.flatnonzero(is_valid):
        span = slice(max(taken.start[place] - first, 0), max(taken.end[place] - first + 1, 0))
        leave[taken.row[place], span] = place
    rng = np.random.default_rng([facts.seed, 10])
    draw = rng.random(is_employed.shape)
    status = np.select([draw < 0.86, draw < 0.97, draw < 0.985], [PRESENT, AT_HOME, HALF_DAY], ABSENT)
    is_half = (leave >= 0) & (taken.days[leave] == 0.5)
    status = np.where(leave >= 0, np.where(is_half, HALF_DAY, ON_LEAVE), status)
    day, row = np.nonzero((is_employed & working_day(days)).T)
    return AttendanceDays(row, days[day], status[row, day], leave[row, day])


def _month_keys(row: Ints, days: Ints) -> Ints:
    """One number per employment and month."""
    return ints(row) * 4_096 + days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
