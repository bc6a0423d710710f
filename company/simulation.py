"""Who works where and when: the monthly life of the seats, year after year.

Belongs here: hires, leavers, moves, promotions, the reorganisation and the line of managers. Does not
belong here: pay, ratings, learning, surveys (they read the result), any document of a source system.

One row of `Staff` is one employment (Frappe: one Employee); a person who comes back has two rows and one
person number. Within a month things happen in this order: seats open, people leave, managers are replaced
from below or from outside, other seats are filled by transfer or hire, promotions; then every change of a
person's unit, designation, grade, branch and manager becomes one `Change`.
"""

from dataclasses import dataclass, field

import numpy as np

from company.cast import CAST, CastMember
from company.columns import NO_DAY, Bools, Ints, day, ints
from company.names import FAMILY, FEMALE, MALE
from company.organisation import BRANCHES, LEVEL_GRADES, MEMBER_TOP_GRADE, Organisation
from company.truths import Truths

REASONS = (
    "Better opportunity",
    "Higher studies",
    "Personal reasons",
    "Relocation",
    "Performance",
    "Misconduct",
    "Redundancy",
    "Retirement",
    "Death",
    "End of contract",
    "End of internship",
    "Offer rescinded",
    "See personnel file",
)
VOLUNTARY, INVOLUNTARY = (0, 1, 2, 3), (4, 5, 6)
RETIREMENT, DEATH, END_OF_CONTRACT, END_OF_INTERNSHIP = 7, 8, 9, 10
TYPES = ("Full-time", "Part-time", "Contract", "Intern")
FULL_TIME, PART_TIME, CONTRACT, INTERN = range(4)
GENDERS = ("Male", "Female", "Prefer not to say")
RETIREMENT_YEARS = (60, 67)
HIRE_GRADES = (0.32, 0.34, 0.21, 0.09, 0.04)
PROPERTIES = ("unit", "designation", "grade", "branch", "manager")
STAFF_FIELDS = (
    *(
        "person",
        "start",
        "end",
        "resigned",
        "reason",
        "exit_entered",
        "hire_entered",
        "type",
        "gender",
        "birth",
    ),
    *("seat", "grade_since", "contract_end", "protected", "cast", "hired_month", *PROPERTIES),
    *(f"first_{name}" for name in PROPERTIES),
)


class Staff:
    """Employments as parallel int64 columns (see STAFF_FIELDS) of `count` rows, and latent traits as floats.

    `cast` is the row in CAST or -1; `end` is the last day employed, NO_DAY while there is none; the
    properties are those of the last day simulated and `first_...` those of the first day in the system.
    `ability` is a standard normal; `standing` is base pay over midpoint at hire, before any planted gap.
    """

    def __init__(self, capacity: int) -> None:
        self.count = 0
        self.columns = {name: np.full(capacity, NO_DAY, dtype=np.int64) for name in STAFF_FIELDS}
        self.ability = np.zeros(capacity)
        self.standing = np.ones(capacity)

    def __getattr__(self, name: str) -> Ints:
        if name in STAFF_FIELDS:
            return self.__dict__["columns"][name]
        raise AttributeError(name)

    def trim(self) -> None:
        """Cut every column to the rows in use."""
        self.columns = {name: column[: self.count].copy() for name, column in self.columns.items()}
        self.ability, self.standing = self.ability[: self.count].copy(), self.standing[: self.count].copy()


@dataclass(frozen=True)
class Snapshot:
    """Everybody employed at the close of `day`, with what they were then; parallel columns by
    employment row.
    """

    day: int
    row: Ints
    unit: Ints
    designation: Ints
    grade: Ints
    manager: Ints


@dataclass
class Changes:
    """Dated changes: `old` and `new` hold one column per PROPERTIES; `entered` is the day HR typed it in."""

    row: Ints
    date: Ints
    entered: Ints
    is_promotion: Bools
    old: Ints
    new: Ints


@dataclass
class History:
    """What the simulation leaves: employments, changes in order of date, and snapshots by their day."""

    staff: Staff
    changes: Changes
    snapshots: dict[int, Snapshot]
    seat_unit: Ints
    occupant: Ints
    first_day: int
    as_of: int
    persons: int
    first_name: Ints
    last_name: Ints
    cast_seats: Ints


@dataclass
class _Run:
    """The moving parts of one simulation."""

    organisation: Organisation
    truths: Truths
    rng: np.random.Generator
    staff: Staff
    seat_unit: Ints
    seat_parent: Ints
    seat_level: Ints
    seat_company: Ints
    seat_branch: Ints
    seat_type: Ints
    seat_cast: Ints
    is_open: Bools
    occupant: Ints
    vacated: Ints
    filled: Ints
    moved: Ints
    known: Ints
    opening: Ints
    persons: int = 0
    quota: dict[str, np.ndarray] = field(default_factory=dict)
    leavers: list[Ints] = field(default_factory=list)
    chunks: list[tuple[Ints, Ints, Bools, Ints, Ints]] = field(default_factory=list)
    snapshots: dict[int, Snapshot] = field(default_factory=dict)

    def active(self) -> Ints:
        """Rows of everybody who holds a seat."""
        return self.occupant[self.occupant >= 0]

    def add(self, seats: Ints, start: Ints, rehire: bool = True) -> Ints:
        """Hire somebody new (now and then somebody who left before) into each of `seats`; return their
        rows.
        """
        count, rng, staff = len(seats), self.rng, self.staff
        rows = np.arange(staff.count, staff.count + count)
        staff.count += count
        level, kind = self.seat_level[seats], self.seat_type[seats]
        bounds = ints(LEVEL_GRADES)[level]
        member = 1 + rng.choice(len(HIRE_GRADES), size=count, p=HIRE_GRADES)
        higher = bounds[:, 0] + ((bounds[:, 1] > bounds[:, 0]) & (rng.random(count) < 0.35))
        grade = np.where(kind == INTERN, 1, np.where(level == 4, member, higher))
        share = self.truths.workforce
        draw = rng.random(count)
        undisclosed = share["undisclosed_gender_share"]
        columns = staff.columns
        columns["gender"][rows] = np.where(
            draw < undisclosed,
            2,
            (draw < undisclosed + share["women_share"] * (1 - undisclosed)).astype(np.int64),
        )
        age = np.where(kind == INTERN, 21, 21 + grade * 2.2) + rng.gamma(1.6, 3.2, count)
        columns["birth"][rows] = start - (np.minimum(age, 52) * 365.25).astype(np.int64)
        columns["person"][rows] = self.persons + np.arange(count)
        self.persons += count
        columns["start"][rows] = start
        columns["hire_entered"][rows] = start - 7
        columns["type"][rows] = kind
        columns["grade"][rows] = grade
        columns["grade_since"][rows] = start
        columns["reason"][rows] = -1
        columns["protected"][rows] = 0
        columns["cast"][rows] = self.seat_cast[seats]
        columns["contract_end"][rows] = np.where(kind == CONTRACT, start + 364, NO_DAY)
        columns["contract_end"][rows[kind == INTERN]] = start[kind == INTERN] + 182
        staff.ability[rows] = rng.standard_normal(count)
        staff.standing[rows] = np.clip(rng.normal(0.99, 0.07, count), 0.87, 1.12)
        self._place(rows, seats, start)
        if rehire and self.leavers:
            self._bring_back(
                rows[(kind <= PART_TIME) & (rng.random(count) < share["rehire_share"])], start[0]
            )
        return rows

    def _bring_back(self, rows: Ints, today: int) -> None:
        """Turn new employments `rows` into second ones of people who left over two months ago."""
        staff = self.staff
        pool = np.concatenate(self.leavers)
        pool = pool[(staff.end[pool] < today - 60) & (staff.cast[pool] < 0)]
        pool = pool[~np.isin(staff.person[pool], staff.person[self.active()])]
        pool = pool[np.unique(staff.person[pool], return_index=True)[1]]
        back = self.rng.permutation(pool)[: len(rows)]
        for name in ("person", "gender", "birth"):
            staff.columns[name][rows[: len(back)]] = staff.columns[name][back]

    def _place(self, rows: Ints, seats: Ints, when: Ints) -> None:
        """Seat `rows` on `seats` from `when`; the designation and branch are those of the seat."""
        staff, columns = self.staff, self.staff.columns
        columns["seat"][rows] = seats
        self.occupant[seats] = rows
        self.filled[seats] = when
        columns["unit"][rows] = self.seat_unit[seats]
        columns["branch"][rows] = self.seat_branch[seats]
        columns["designation"][rows] = self.organisation.designation(
            self.seat_unit[seats], self.seat_level[seats], staff.grade[rows]
        )

    def move(self, rows: Ints, seats: Ints, when: Ints) -> None:
        """Move `rows` from their seats to `seats` from `when`, raising their grade to what the seat
        asks for.
        """
        columns = self.staff.columns
        old = self.staff.seat[rows]
        self.occupant[old] = -1
        self.vacated[old] = when - 1
        least = ints(LEVEL_GRADES)[self.seat_level[seats], 0]
        raised = self.staff.grade[rows] < least
        columns["grade_since"][rows[raised]] = when[raised]
        columns["grade"][rows] = np.maximum(self.staff.grade[rows], least)
        self.moved[rows] = when
        self._place(rows, seats, when)

    def leave(self, rows: Ints, last_day: Ints, reason: Ints, resigned: Ints) -> None:
        """End the employments `rows` on `last_day` and vacate their seats."""
        columns = self.staff.columns
        columns["end"][rows] = last_day
        columns["reason"][rows] = reason
        columns["resigned"][rows] = resigned
        columns["exit_entered"][rows] = np.where(resigned != NO_DAY, resigned, last_day - 1)
        seats = self.staff.seat[rows]
        self.occupant[seats] = -1
        self.vacated[seats] = last_day
        self.leavers.append(rows[np.isin(reason, VOLUNTARY)])

    def managers(self, seats: Ints) -> tuple[Ints, Ints]:
        """Who manages each of `seats`, vacancies skipped (-1 for nobody), and the day that became so."""
        parent = self.seat_parent[seats]
        since = np.where(parent >= 0, self.vacated[np.maximum(parent, 0)] + 1, NO_DAY)
        found = parent.copy()
        for _ in range(4):
            vacant = (found >= 0) & (self.occupant[np.maximum(found, 0)] < 0)
            found = np.where(vacant, self.seat_parent[np.maximum(found, 0)], found)
        manager = np.where(found >= 0, self.occupant[np.maximum(found, 0)], -1)
        since = np.maximum(since, np.where(found >= 0, self.filled[np.maximum(found, 0)], NO_DAY))
        return manager, since


def month_starts(as_of: int, years: int) -> Ints:
    """First days of the months from `years` before the day after `as_of` to that day, both included."""
    last = np.datetime64(as_of + 1, "D").astype("datetime64[M]")
    return (last + np.arange(-12 * years, 1)).astype("datetime64[D]").astype(np.int64)


def simulate(organisation: Organisation, truths: Truths, years: int, rng: np.random.Generator) -> History:
    """Let the organisation live for `years` up to the as-of date, when exactly its seats are filled.

    The cast has seats of its own beyond those of the organisation. Same inputs, same history.
    """
    as_of = day(truths.as_of_date)
    starts = month_starts(as_of, years)
    run = _set_up(organisation, truths, years, rng)
    _found(run, int(starts[0]), len(starts) - 1)
    for month in range(len(starts) - 1):
        _month(run, month, int(starts[month]), int(starts[month + 1]) - 1, month == len(starts) - 2)
    _notices(run, as_of)
    _future_cast(run, as_of)
    run.staff.trim()
    numbers = np.unique(run.staff.person, return_inverse=True)[1]
    run.staff.columns["person"] = numbers.astype(np.int64)
    run.persons = int(numbers.max()) + 1
    first, last = _names(run, rng)
    return History(
        staff=run.staff,
        changes=_changes(run),
        snapshots=run.snapshots,
        seat_unit=run.seat_unit,
        occupant=run.occupant,
        first_day=int(starts[0]),
        as_of=as_of,
        persons=run.persons,
        first_name=first,
        last_name=last,
        cast_seats=np.flatnonzero(run.seat_cast >= 0),
    )


def _set_up(organisation: Organisation, truths: Truths, years: int, rng: np.random.Generator) -> _Run:
    """Seats of the organisation and of the cast, all vacant; who opens when and which type of employment."""
    people, shares = len(organisation.seat_unit), truths.workforce
    units = organisation.units
    home = ints([_cast_unit(organisation, member) for member in CAST])
    lead = ints([np.flatnonzero(organisation.seat_unit == unit)[0] for unit in home])
    company = ints(units.company)[home]
    seat_type = np.zeros(people + len(CAST), dtype=np.int64)
    members = np.flatnonzero(organisation.seat_level == 4)
    draw = rng.permutation(members)
    sizes = [round(people * shares[f"{name}_share"]) for name in ("part_time", "contract", "intern")]
    for kind, stop in zip((PART_TIME, CONTRACT, INTERN), np.cumsum(sizes)):
        seat_type[draw[stop - sizes[kind - 1] : stop]] = kind
    seat_type[people:] = [TYPES.index(member.employment_type) for member in CAST]
    total, capacity = people + len(CAST), int(people * (1.5 + 0.6 * years)) + 400
    return _Run(
        organisation=organisation,
        truths=truths,
        rng=rng,
        staff=Staff(capacity),
        seat_unit=np.concatenate([organisation.seat_unit, home]),
        seat_parent=np.concatenate(
            [organisation.seat_parent, np.where([member.has_manager for member in CAST], lead, -1)]
        ),
        seat_level=np.concatenate([organisation.seat_level, np.full(len(CAST), 4)]),
        seat_company=np.concatenate([organisation.seat_company, company]),
        seat_branch=np.concatenate([organisation.seat_branch, organisation.seat_branch[lead]]),
        seat_type=seat_type,
        seat_cast=np.concatenate([np.full(people, -1), np.arange(len(CAST))]),
        is_open=np.zeros(total, dtype=bool),
        occupant=np.full(total, -1),
        vacated=np.full(total, NO_DAY),
        filled=np.full(total, NO_DAY),
        moved=np.full(capacity, NO_DAY),
        opening=np.full(total, -1),
        known=np.full((capacity, len(PROPERTIES)), NO_DAY),
    )


def _cast_unit(organisation: Organisation, member: CastMember) -> int:
    """The team a cast member belongs to."""
    return organisation.units.row(member.unit)


def _found(run: _Run, first: int, months: int) -> None:
    """Open and fill the seats of the first day; the rest of the growth opens month by month."""
    organisation, rng = run.organisation, run.rng
    people = len(organisation.seat_unit)
    keep = {
        organisation.units.row(run.truths.truths[key]["unit"]) for key in ("lenient_rater", "unhappy_team")
    }
    growing = np.flatnonzero(
        (organisation.seat_level == 4)
        & (run.seat_type[:people] == FULL_TIME)
        & ~np.isin(organisation.seat_unit, list(keep))
    )
    count = min(int(people * (1 - (1 + run.truths.workforce["growth"]) ** (-months / 12))), len(growing) // 2)
    late = rng.permutation(growing)[:count]
    run.opening[late] = rng.integers(1, max(months - 1, 2), count)
    run.is_open[:people] = True
    run.is_open[late] = False
    seats = np.flatnonzero(run.is_open)
    kind = run.seat_type[seats]
    tenure = np.minimum(rng.exponential(5.2, len(seats)) + (run.seat_level[seats] < 4) * 2, 24) * 365.25
    tenure = np.where(kind == CONTRACT, rng.integers(5, 330, len(seats)), tenure)
    tenure = np.where(kind == INTERN, rng.integers(5, 150, len(seats)), tenure)
    rows = run.add(seats, first - np.maximum(tenure.astype(np.int64), 5), rehire=False)
    old = rows[first - run.staff.birth[rows] > 58 * 365]
    run.staff.columns["birth"][old] = first - rng.integers(46 * 365, 60 * 365, len(old))
    for name in ("lenient_rater", "star_on_many_plans"):
        _protect(run, organisation.head_seat(run.truths.truths[name]["unit"]), first)
    _protect(run, 0, first)
    for member in range(len(CAST)):
        for spell in CAST[member].spells:
            if day(spell.start) < first and (spell.end is None or day(spell.end) >= first):
                _hire_cast(run, people + member, day(spell.start))
    rows = run.active()
    run.staff.columns["manager"][rows] = run.managers(run.staff.seat[rows])[0]
    _remember_first(run, rows)


def _protect(run: _Run, seat: int, first: int) -> None:
    """Keep the incumbent of a seat that a planted truth hangs on, of an age that stays."""
    row = run.occupant[seat]
    run.staff.columns["protected"][row] = 1
    run.staff.columns["birth"][row] = first - int(42.5 * 365.25)
    run.staff.columns["start"][row] = min(int(run.staff.start[row]), first - 900)
    run.staff.columns["hire_entered"][row] = run.staff.start[row] - 7
    run.staff.columns["grade_since"][row] = run.staff.start[row]


def _remember_first(run: _Run, rows: Ints) -> None:
    """Note the properties of `rows` as those of their first day."""
    for name in PROPERTIES:
        run.staff.columns[f"first_{name}"][rows] = run.staff.columns[name][rows]
    run.known[rows] = _properties(run.staff, rows)


def _hire_cast(run: _Run, seat: int, start: int) -> int:
    """Employ the cast member of `seat` from `start`, as the cast file says; return the row."""
    member = CAST[int(run.seat_cast[seat])]
    spell = next(spell for spell in member.spells if day(spell.start) == start)
    earlier = np.flatnonzero(run.staff.cast[: run.staff.count] == run.seat_cast[seat])
    row = int(run.add(ints([seat]), ints([start]), rehire=False)[0])
    columns = run.staff.columns
    columns["gender"][row] = GENDERS.index(member.gender)
    columns["birth"][row] = day(member.birth)
    columns["grade"][row] = member.grade
    columns["protected"][row] = 1
    if spell.hire_entered:
        columns["hire_entered"][row] = day(spell.hire_entered)
    if len(earlier):
        columns["person"][row] = columns["person"][earlier[0]]
    run.staff.ability[row] = 0.3
    run.staff.standing[row] = member.compa
    run._place(ints([row]), ints([seat]), ints([start]))
    return row


def _month(run: _Run, month: int, start: int, end: int, is_last: bool) -> None:
    """One month from `start` to `end`."""
    rng = run.rng
    run.moved[:] = NO_DAY
    before = run.staff.count
    opening = run.opening == month
    run.is_open |= opening
    run.vacated[opening] = start - 1
    if month:
        _reorganise(run, start, end)
    _leavers(run, start, end)
    for level in (1, 2, 3):
        _replace_managers(run, level, start, end, is_last)
    vacant = np.flatnonzero(run.is_open & (run.occupant < 0))
    chosen = (
        vacant if is_last else vacant[(rng.random(len(vacant)) < 0.55) | (run.seat_type[vacant] >= CONTRACT)]
    )
    chosen = chosen[(run.seat_level[chosen] == 4) | is_last]
    if not is_last:
        chosen = _transfers(run, chosen, start, end)
    if len(chosen):
        earliest = np.maximum(run.vacated[chosen] + 1, start)
        run.add(chosen, earliest + (rng.random(len(chosen)) * (end - earliest + 1)).astype(np.int64))
    _cast_events(run, start, end)
    if month and np.datetime64(start, "D").astype("datetime64[M]").astype(int) % 12 in (0, 6):
        _promote(run, start)
    _record(run, start, end, before)
    _snapshot(run, end)


def _reorganise(run: _Run, start: int, end: int) -> None:
    """Move the seats of the old unit to the new one, on the day of the reorganisation."""
    organisation = run.organisation
    if organisation.reorganised_to < 0 or not start <= organisation.reorganisation_day <= end:
        return
    seats = np.flatnonzero(run.seat_unit == organisation.reorganised_from)
    run.seat_unit[seats] = organisation.reorganised_to
    department = organisation.units.parent[organisation.reorganised_to]
    lead = seats[run.seat_level[seats] == 3]
    run.seat_parent[lead] = np.flatnonzero(run.seat_unit == department)[0]
    filled = seats[run.occupant[seats] >= 0]
    rows = run.occupant[filled]
    run.staff.columns["unit"][rows] = organisation.reorganised_to
    run.staff.columns["designation"][rows] = organisation.designation(
        run.seat_unit[filled], run.seat_level[filled], run.staff.grade[rows]
    )
    run.moved[rows] = organisation.reorganisation_day


def _leavers(run: _Run, start: int, end: int) -> None:
    """Everybody whose last day is in this month. Rates are met exactly: fractions of people are
    carried over.
    """
    staff, rng, rates = run.staff, run.rng, run.truths.workforce
    rows = run.active()
    rows = rows[(staff.protected[rows] == 0) & (staff.start[rows] < start)]
    kind = staff.type[rows]
    units = run.organisation.units
    division = np.maximum(ints(units.division)[run.seat_unit[staff.seat[rows]]], 0)
    is_employee = kind <= PART_TIME
    company = run.seat_company[staff.seat[rows]]
    ended = (kind >= CONTRACT) & (staff.contract_end[rows] <= end)
    extended = ended & (kind == CONTRACT) & (rng.random(len(rows)) < 0.6)
    staff.columns["contract_end"][rows[extended]] += 365
    left = _go(run, rows[ended & ~extended], start, None, rng)
    retiring = is_employee & (end - staff.birth[rows] >= ints(RETIREMENT_YEARS)[company] * 365.25)
    left = np.concatenate([left, _go(run, rows[retiring], start, RETIREMENT, rng)])

    everyone = run.active()
    everyone = everyone[(staff.type[everyone] <= PART_TIME) & (staff.cast[everyone] < 0)]
    heads = np.bincount(
        np.maximum(ints(units.division)[run.seat_unit[staff.seat[everyone]]], 0), minlength=len(units.name)
    )
    yearly = np.full(len(units.name), rates["voluntary_turnover"])
    special = run.truths.truths["high_turnover_division"]
    yearly[units.row(special["unit"])] = special["voluntary_turnover"]
    served = np.minimum((start - staff.start[rows]) / 365.25, rates["voluntary_tenure_years"])
    weight = np.exp(rates["voluntary_tenure_slope"] * served)
    free = is_employee & ~np.isin(rows, left)
    for place in np.flatnonzero(heads).tolist():
        due = _due(run, "voluntary", len(heads), place, heads[place] * yearly[place] / 12)
        pool = np.flatnonzero(free & (division == place))
        chosen = pool[np.argsort(rng.exponential(size=len(pool)) / weight[pool])[:due]]
        free[chosen] = False
        _go(run, rows[chosen], start, VOLUNTARY, rng)
    for name, reasons in (("involuntary_turnover", INVOLUNTARY), ("death_rate", (DEATH,))):
        due = _due(run, name, 1, 0, heads.sum() * rates[name] / 12)
        pool = np.flatnonzero(free)
        weak = np.exp(-0.7 * staff.ability[rows[pool]]) if reasons == INVOLUNTARY else np.ones(len(pool))
        chosen = pool[np.argsort(rng.exponential(size=len(pool)) / weak)[:due]]
        free[chosen] = False
        _go(run, rows[chosen], start, reasons, rng)


def _due(run: _Run, name: str, size: int, place: int, amount: float) -> int:
    """Whole events due now from a rate that is carried over from month to month, one half in hand."""
    carried = run.quota.setdefault(name, np.full(size, 0.5))
    carried[place] += amount
    whole = int(carried[place])
    carried[place] -= whole
    return whole


def _go(
    run: _Run, rows: Ints, start: int, reasons: int | tuple[int, ...] | None, rng: np.random.Generator
) -> Ints:
    """Let `rows` leave this month, for one of `reasons` (None: the end of their contract); return them."""
    staff = run.staff
    count = len(rows)
    last_day = start + rng.integers(0, 27, count)
    resigned = np.full(count, NO_DAY)
    if reasons is None:
        last_day = np.clip(staff.contract_end[rows], start, start + 26)
        reason = np.where(staff.type[rows] == INTERN, END_OF_INTERNSHIP, END_OF_CONTRACT)
    elif isinstance(reasons, int):
        reason = np.full(count, reasons)
    else:
        reason = rng.choice(ints(reasons), count)
        if reasons == VOLUNTARY:
            notice = np.where(staff.grade[rows] <= 3, 30, np.where(staff.grade[rows] <= 5, 60, 90))
            resigned = np.maximum(last_day - notice, staff.start[rows])
    run.leave(rows, last_day, reason, resigned)
    return rows


def _replace_managers(run: _Run, level: int, start: int, end: int, is_last: bool) -> None:
    """Fill vacant seats of `level` with the best of those who report to them, else from outside."""
    staff, rng = run.staff, run.rng
    vacant = np.flatnonzero(run.is_open & (run.occupant < 0) & (run.seat_level == level))
    if not is_last:
        vacant = vacant[(run.vacated[vacant] < start) & (rng.random(len(vacant)) < 0.6)]
    if not len(vacant):
        return
    rows = run.active()
    seat = staff.seat[rows]
    allowed = (
        np.isin(run.seat_parent[seat], vacant[rng.random(len(vacant)) < 0.8])
        & (staff.protected[rows] == 0)
        & (staff.type[rows] == FULL_TIME)
        & (staff.start[rows] < start - 365)
        & (staff.grade[rows] >= ints(LEVEL_GRADES)[level, 0] - 2)
        & (run.moved[rows] == NO_DAY)
    )
    rows = rows[allowed]
    parent = run.seat_parent[staff.seat[rows]]
    allowed = run.seat_company[staff.seat[rows]] == run.seat_company[parent]
    rows, parent = rows[allowed], parent[allowed]
    merit = staff.ability[rows] + 0.5 * staff.grade[rows] + 0.4 * rng.standard_normal(len(rows))
    order = np.lexsort((-merit, parent))
    target, first = np.unique(parent[order], return_index=True)
    winners = rows[order][first]
    when = np.maximum(run.vacated[target] + 1, start)
    run.move(winners, target, when)
    rest = vacant[run.occupant[vacant] < 0]
    if len(rest):
        earliest = np.maximum(run.vacated[rest] + 1, start)
        run.add(
            rest, earliest + (rng.random(len(rest)) * np.minimum(end - earliest + 1, 14)).astype(np.int64)
        )


def _transfers(run: _Run, vacant: Ints, start: int, end: int) -> Ints:
    """Fill some of the `vacant` seats from other teams of the company; return those still vacant."""
    staff, rng = run.staff, run.rng
    kind = run.seat_type[vacant] == FULL_TIME
    seats = vacant[kind & (rng.random(len(vacant)) < run.truths.workforce["transfer_share"])]
    pool = run.active()
    pool = pool[
        (run.seat_level[staff.seat[pool]] == 4)
        & (staff.type[pool] == FULL_TIME)
        & (staff.protected[pool] == 0)
        & (staff.start[pool] < start - 365)
        & (run.moved[pool] == NO_DAY)
    ]
    for company in (0, 1):
        goals = seats[run.seat_company[seats] == company]
        people = pool[run.seat_company[staff.seat[pool]] == company]
        people = rng.permutation(people)[: len(goals)]
        goals = goals[: len(people)]
        elsewhere = run.seat_unit[staff.seat[people]] != run.seat_unit[goals]
        people, goals = people[elsewhere], goals[elsewhere]
        if len(people):
            run.move(people, goals, np.full(len(people), start) + rng.integers(0, 3, len(people)))
    return vacant[run.occupant[vacant] < 0]


def _cast_events(run: _Run, start: int, end: int) -> None:
    """Whatever the cast file dates into this month."""
    people = len(run.organisation.seat_unit)
    for number, member in enumerate(CAST):
        seat = people + number
        for spell in member.spells:
            if start <= day(spell.start) <= end:
                _hire_cast(run, seat, day(spell.start))
            if spell.end and start <= day(spell.end) <= end:
                row = ints([run.occupant[seat]])
                resigned = day(spell.resigned) if spell.resigned else NO_DAY
                run.leave(row, ints([day(spell.end)]), ints([REASONS.index(spell.reason)]), ints([resigned]))
                if spell.exit_entered:
                    run.staff.columns["exit_entered"][row] = day(spell.exit_entered)
        if member.promoted and start <= day(member.promoted) <= end:
            row = run.occupant[seat]
            run.staff.columns["grade"][row] += 1
            run.staff.columns["grade_since"][row] = run.moved[row] = day(member.promoted)
        if member.transferred and start <= day(member.transferred) <= end:
            row = run.occupant[seat]
            unit = run.organisation.units.row(member.transferred_to)
            run.seat_unit[seat] = unit
            run.seat_parent[seat] = np.flatnonzero(run.seat_unit == unit)[0]
            run.seat_branch[seat] = run.seat_branch[run.seat_parent[seat]]
            run.moved[row] = day(member.transferred)
            run._place(ints([row]), ints([seat]), ints([run.filled[seat]]))
        if run.occupant[seat] >= 0:
            row = ints([run.occupant[seat]])
            run._place(row, ints([seat]), ints([run.filled[seat]]))


def _promote(run: _Run, start: int) -> None:
    """Raise grades in place, three quarters in July and one in January, the able first."""
    staff, rng = run.staff, run.rng
    rows = run.active()
    level = run.seat_level[staff.seat[rows]]
    top = np.where(level == 4, MEMBER_TOP_GRADE, ints(LEVEL_GRADES)[level, 1])
    employees = np.count_nonzero((staff.type[rows] <= PART_TIME) & (staff.cast[rows] < 0))
    allowed = (
        (staff.type[rows] <= PART_TIME)
        & (staff.cast[rows] < 0)
        & (staff.grade[rows] < top)
        & (start - staff.grade_since[rows] >= 540)
        & (run.moved[rows] == NO_DAY)
    )
    rows = rows[allowed]
    is_july = np.datetime64(start, "D").astype("datetime64[M]").astype(int) % 12 == 6
    # The rest of the grade rises comes with moves into management seats.
    yearly = run.truths.workforce["promotion_rate"] * 0.9
    due = _due(run, "promotion", 1, 0, employees * yearly * (0.75 if is_july else 0.25))
    merit = staff.ability[rows] + 0.8 * rng.standard_normal(len(rows))
    rows = rows[np.argsort(-merit)[:due]]
    staff.columns["grade"][rows] += 1
    staff.columns["grade_since"][rows] = start
    run.moved[rows] = start
    run._place(rows, staff.seat[rows], run.filled[staff.seat[rows]])


def _record(run: _Run, start: int, end: int, before: int) -> None:
    """Turn what differs from last month into changes; people hired this month start as they are."""
    staff = run.staff
    rows = run.active()
    manager, since = run.managers(staff.seat[rows])
    staff.columns["manager"][rows] = manager
    hired = np.arange(before, staff.count)
    gone = hired[staff.end[hired] != NO_DAY]
    staff.columns["manager"][gone] = run.managers(staff.seat[gone])[0]
    _remember_first(run, hired)
    old, new = run.known[rows].copy(), _properties(staff, rows)
    run.known[rows] = new
    changed = (rows < before) & (old != new).any(axis=1)
    rows, old, new, since = rows[changed], old[changed], new[changed], since[changed]
    date = np.where(run.moved[rows] != NO_DAY, run.moved[rows], np.clip(since, start, end))
    run.chunks.append((rows, date, new[:, 2] > old[:, 2], old, new))


def _properties(staff: Staff, rows: Ints) -> Ints:
    """The properties of `rows`, a column each."""
    return np.stack([staff.columns[name][rows] for name in PROPERTIES], axis=1)


def _snapshot(run: _Run, end: int) -> None:
    """Keep the state at the close of March (reviews) and October (survey)."""
    month = np.datetime64(end, "D").astype("datetime64[M]").astype(int) % 12
    if month in (2, 9):
        staff = run.staff
        rows = np.sort(run.active())
        run.snapshots[end] = Snapshot(
            end, rows, staff.unit[rows], staff.designation[rows], staff.grade[rows], staff.manager[rows]
        )


def _notices(run: _Run, as_of: int) -> None:
    """Some have resigned and are still here on the as-of date."""
    staff, rng = run.staff, run.rng
    rows = run.active()
    rows = rows[
        (staff.protected[rows] == 0) & (staff.type[rows] <= PART_TIME) & (staff.start[rows] < as_of - 120)
    ]
    rows = rng.permutation(rows)[: max(1, round(len(rows) * 0.008))]
    columns = staff.columns
    columns["resigned"][rows] = as_of - rng.integers(3, 25, len(rows))
    columns["end"][rows] = columns["resigned"][rows] + 60
    columns["reason"][rows] = rng.choice(ints(VOLUNTARY), len(rows))
    columns["exit_entered"][rows] = columns["resigned"][rows]
    for row in run.occupant[len(run.organisation.seat_unit) :]:
        if row < 0:
            continue
        member = CAST[int(staff.cast[row])]
        spell = next(spell for spell in member.spells if day(spell.start) == staff.start[row])
        if spell.end and spell.resigned and day(spell.end) > as_of:
            columns["end"][row], columns["resigned"][row] = day(spell.end), day(spell.resigned)
            columns["reason"][row] = REASONS.index(spell.reason)
            columns["exit_entered"][row] = day(spell.resigned)


def _future_cast(run: _Run, as_of: int) -> None:
    """Cast members whose first day lies beyond the as-of date are in the system already."""
    people = len(run.organisation.seat_unit)
    for number, member in enumerate(CAST):
        for spell in member.spells:
            if day(spell.start) > as_of:
                row = ints([_hire_cast(run, people + number, day(spell.start))])
                run.staff.columns["manager"][row] = run.managers(run.staff.seat[row])[0]
                _remember_first(run, row)


def _changes(run: _Run) -> Changes:
    """All changes in order of date, entered two days before they take effect unless the cast says
    otherwise.
    """
    rows, date, promotion, old, new = (np.concatenate(parts) for parts in zip(*run.chunks))
    entered = date - 2
    staff = run.staff
    for number, member in enumerate(CAST):
        if member.promotion_entered:
            mine = (staff.cast[rows] == number) & promotion
            entered[mine] = day(member.promotion_entered)
    both = np.flatnonzero(_split(staff, rows, date))
    if len(both):
        # Two documents on one day: first where the person works, then the grade.
        halfway = new[both].copy()
        halfway[:, 2] = old[both, 2]
        halfway[:, 1] = old[both, 1]
        rows, date, entered = (np.append(column, column[both]) for column in (rows, date, entered))
        promotion = np.append(promotion, promotion[both])
        old, new = np.concatenate([old, halfway]), np.concatenate([new, new[both]])
        promotion[both] = False
        new[both] = halfway
    order = np.lexsort((promotion, rows, date))
    return Changes(rows[order], date[order], entered[order], promotion[order], old[order], new[order])


def _split(staff: Staff, rows: Ints, date: Ints) -> Bools:
    """Which changes are told by two documents of the same day."""
    result = np.zeros(len(rows), dtype=bool)
    for number, member in enumerate(CAST):
        if member.promoted and member.promoted == member.transferred:
            result |= (staff.cast[rows] == number) & (date == day(member.promoted))
    return result


def _names(run: _Run, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """First and family name codes by person: women's names first, then men's, then the cast's own."""
    staff = run.staff
    women, men = FEMALE.split(), MALE.split()
    first_row = np.unique(staff.person, return_index=True)[1]
    gender = staff.gender[first_row]
    either = rng.integers(0, 2, run.persons) == 1
    is_woman = np.where(gender == 2, either, gender == 1)
    first = np.where(
        is_woman,
        rng.integers(0, len(women), run.persons),
        len(women) + rng.integers(0, len(men), run.persons),
    )
    last = rng.integers(0, len(FAMILY.split()), run.persons)
    cast = staff.cast[first_row]
    first[cast >= 0] = len(women) + len(men) + cast[cast >= 0]
    last[cast >= 0] = len(FAMILY.split()) + cast[cast >= 0]
    return first, last


def name_lists() -> tuple[list[str], list[str]]:
    """First and family names in the order of their codes."""
    first = FEMALE.split() + MALE.split() + [member.first for member in CAST]
    return first, FAMILY.split() + [member.last for member in CAST]


def branch_names() -> list[str]:
    """Names of branches in the order of their codes."""
    return [name for names in BRANCHES for name in names]
