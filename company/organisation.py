"""The shape of the invented group: units, seats, designations, grades and pay ranges.

Belongs here: what exists whoever works there, scaled to the number of people. Does not belong here: people.

A *unit* is a Frappe Department: the group, a division, a department or a team. A *seat* is a
position in a unit; its parent is the seat that manages it. Levels of seats: 0 chief executive, 1 division
head, 2 department head, 3 team lead, 4 member.
"""

from dataclasses import dataclass, field

import numpy as np

from company.columns import NO_DAY, Bools, Ints, day, ints
from company.truths import Truths

ROOT = "All Departments"
DIVISIONS = ("Operations", "Commercial", "Technology", "Corporate Services")
DIVISION_HEADS = (
    "Chief Operating Officer",
    "Chief Commercial Officer",
    "Chief Technology Officer",
    "Chief Financial Officer",
)
# In the order of their founding: name, division, company, ladder of titles, teams.
DEPARTMENTS: tuple[tuple[str, int, int, str, str], ...] = (
    ("Manufacturing", 0, 0, "Production", "Assembly,Field Service,Machining,Paint Shop,Maintenance,Tooling"),
    ("Domestic Sales", 1, 0, "Sales", "Key Accounts,North Region,South Region,West Region,Dealers,Tenders"),
    (
        "Product Engineering",
        2,
        0,
        "Engineering",
        "Platform,Mechanical,Electrical,Controls,Validation,Materials",
    ),
    ("Finance", 3, 0, "Finance", "Accounting,Controlling,Treasury,Taxation,Receivables,Internal Audit"),
    ("Commercial Europe", 1, 1, "Sales", "Benelux,Germany,Nordics,Iberia,France,Channel Partners"),
    ("Supply Chain", 0, 0, "Logistics", "Purchasing,Warehouse,Planning,Inbound,Outbound,Supplier Quality"),
    ("Digital Platforms", 2, 0, "Software", "Data,Applications,Infrastructure,Security,Mobile,Integration"),
    ("People and Culture", 3, 0, "People", "Talent,Rewards,Learning,Recruiting,Relations,People Systems"),
    ("Quality", 0, 0, "Quality", "Inspection,Assurance,Metrology,Safety,Standards,Returns"),
    ("Marketing", 1, 0, "Marketing", "Brand,Digital Marketing,Pricing,Insights,Events,Product Marketing"),
    ("Engineering Europe", 2, 1, "Engineering", "Drives,Sensors,Firmware,Approval,Prototyping,Test Bench"),
    (
        "Legal and Administration",
        3,
        0,
        "Administration",
        "Legal,Facilities,Secretariat,Travel,Contracts,Archive",
    ),
)
LADDERS = {
    "Production": "Technician,Senior Technician,Process Engineer,Senior Process Engineer",
    "Sales": "Sales Associate,Sales Executive,Account Manager,Senior Account Manager",
    "Engineering": "Graduate Engineer,Engineer,Senior Engineer,Lead Engineer",
    "Finance": "Accounts Assistant,Accountant,Senior Accountant,Financial Analyst",
    "Logistics": "Logistics Assistant,Logistics Coordinator,Supply Planner,Senior Supply Planner",
    "Software": "Junior Developer,Software Engineer,Senior Software Engineer,Staff Engineer",
    "People": "HR Assistant,HR Executive,HR Business Partner,Senior HR Business Partner",
    "Quality": "Quality Inspector,Senior Quality Inspector,Quality Engineer,Senior Quality Engineer",
    "Marketing": "Marketing Assistant,Marketing Executive,Marketing Specialist,Senior Marketing Specialist",
    "Administration": "Office Assistant,Administrator,Legal Counsel,Senior Legal Counsel",
}
GRADES = 8
MEMBER_TOP_GRADE = 5
# Lowest and highest grade of a seat, by its level.
LEVEL_GRADES = ((8, 8), (7, 8), (6, 7), (4, 6), (1, MEMBER_TOP_GRADE))
# Midpoints of the annual full-time pay ranges of the last financial year; ranges run from 80 to 120 %.
MIDPOINTS = (
    (420_000, 620_000, 900_000, 1_300_000, 1_850_000, 2_700_000, 4_200_000, 7_000_000),
    (31_000, 38_000, 47_000, 58_000, 71_000, 88_000, 115_000, 0),
)
RANGE_GROWTH = (0.05, 0.025)
BRANCHES = (("Pune", "Chennai", "Bengaluru", "Mumbai"), ("Rotterdam", "Eindhoven"))


def midpoint(company: Ints, grade: Ints, years_back: Ints | int) -> np.ndarray:
    """Midpoints of ranges `years_back` years before the last, rounded to 1,000 (INR) or 100 (EUR).

    A grade that a company does not range gets the midpoint of the grade below, grown by 40 %.
    """
    table = np.array(MIDPOINTS, dtype=np.float64)
    table[1, 7] = table[1, 6] * 1.4
    raw = table[company, grade - 1] / (1 + np.array(RANGE_GROWTH)[company]) ** years_back
    unit = np.where(company == 0, 1_000, 100)
    return np.round(raw / unit) * unit


@dataclass
class Units:
    """The tree of Departments as parallel columns; row 0 is the root. Days are days since 1970-01-01."""

    name: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    company: list[int] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    division: list[int] = field(default_factory=list)
    department: list[int] = field(default_factory=list)
    created: list[int] = field(default_factory=list)
    disabled: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)

    def add(
        self, title: str, abbr: str | None, parent: int, company: int, level: int, created: int, kind: int
    ) -> int:
        """Append a unit and return its row; `kind` is the row of DEPARTMENTS it works like, -1 for none."""
        row = len(self.name)
        self.name.append(f"{title} - {abbr}" if abbr else title)
        self.title.append(title)
        self.parent.append(parent)
        self.company.append(company)
        self.level.append(level)
        self.created.append(created)
        self.disabled.append(NO_DAY)
        self.kind.append(kind)
        self.division.append(-1 if level < 2 else row if level == 2 else self.division[parent])
        self.department.append(-1 if level < 3 else row if level == 3 else parent)
        return row

    def row(self, name: str) -> int:
        """Row of the unit called `name`; -1 when this size of group has none."""
        return self.name.index(name) if name in self.name else -1


@dataclass
class Organisation:
    """Units and seats. `kind` is -1 for the chief executive and the division heads, see DEPARTMENTS."""

    units: Units
    seat_unit: Ints
    seat_parent: Ints
    seat_level: Ints
    seat_company: Ints
    seat_branch: Ints
    designations: list[str]
    designation_codes: np.ndarray
    reorganised_from: int
    reorganised_to: int
    reorganisation_day: int

    def seats_of(self, unit: int) -> Bools:
        """Which seats are directly in `unit`."""
        return self.seat_unit == unit

    def head_seat(self, name: str) -> int:
        """The seat that heads the unit called `name`; -1 when this size of group has no such unit."""
        unit = self.units.row(name)
        seats = np.flatnonzero(self.seats_of(unit) & (self.seat_level < 4))
        return int(seats[0]) if unit >= 0 and len(seats) else -1

    def designation(self, unit: Ints, level: Ints, grade: Ints) -> Ints:
        """Designation codes of seats of `level` in `unit`, held at `grade`."""
        kind = ints(self.units.kind)[unit]
        slot = np.select([level == 2, level == 3], [0, 1], 1 + np.clip(grade, 1, 4))
        return np.where(level <= 1, np.where(level == 0, 0, 1 - kind - 2), self.designation_codes[kind, slot])


def _designations() -> tuple[list[str], Ints]:
    """Every title once, and its code by kind of department and slot (head, lead, four steps)."""
    titles = ["Chief Executive Officer", *DIVISION_HEADS]
    codes = np.zeros((len(DEPARTMENTS), 6), dtype=np.int64)
    for kind, (department, _, _, ladder, _) in enumerate(DEPARTMENTS):
        for slot, title in enumerate(
            [f"Head of {department}", f"{ladder} Team Lead", *LADDERS[ladder].split(",")]
        ):
            if title not in titles:
                titles.append(title)
            codes[kind, slot] = titles.index(title)
    return titles, codes


def build(people: int, truths: Truths, founded: int) -> Organisation:
    """The organisation of a group of `people`, as it stands before any reorganisation.

    `founded` is the day on which the HR system was set up. Raises ValueError below 40 people, where not every
    division could have a team.
    """
    if people < 40:
        raise ValueError(f"The invented employer needs at least 40 people, not {people}: raise --people.")
    abbrs = [company.abbr for company in truths.companies]
    team_count = max(6, round(people / 9.5))
    blocks = max(1, round((team_count / 4) ** 0.5 / 3))
    kinds = [kind for _ in range(blocks) for kind in range(len(DEPARTMENTS))]
    department_count = min(max(5, round(team_count / 3.7)), len(kinds))
    units = Units()
    units.add(ROOT, None, -1, -1, 1, founded, -1)
    divisions = [
        units.add(title, abbrs[0], 0, 0, 2, founded, -2 - row) for row, title in enumerate(DIVISIONS)
    ]
    departments = []
    for row in range(department_count):
        kind = kinds[row]
        title, division, company, _, _ = DEPARTMENTS[kind]
        block = row // len(DEPARTMENTS)
        name = title if block == 0 else f"{title} {block + 1}"
        departments.append(units.add(name, abbrs[company], divisions[division], company, 3, founded, kind))
    teams = []
    for row in range(team_count):
        parent = departments[row % department_count]
        kind, company, rank = units.kind[parent], units.company[parent], row // department_count
        names = DEPARTMENTS[kind][4].split(",")
        serial = rank // len(names) + (row % department_count) // len(DEPARTMENTS) * 1_000
        title = names[rank % len(names)] + (f" {serial + 1}" if serial else "")
        teams.append(units.add(title, abbrs[company], parent, company, 4, founded, kind))
    old = units.row(truths.reorganisation["old_unit"])
    moved_on = day(truths.reorganisation["date"])
    new = -1
    if old >= 0 and moved_on > founded + 30:
        title = truths.reorganisation["new_unit"].removesuffix(f" - {abbrs[0]}")
        new = units.add(title, abbrs[0], departments[1], 0, 4, moved_on - 6, units.kind[departments[1]])
        units.disabled[old] = moved_on
    titles, codes = _designations()

    # Seats: the chief, the heads, one lead per team, and the rest as members, six to fifteen to a team.
    managers = 1 + len(divisions) + len(departments) + len(teams)
    spread = 1 + 0.3 * np.sin(np.arange(len(teams)) * 2.4)
    sizes = np.floor(spread / spread.sum() * (people - managers)).astype(np.int64)
    sizes[np.argsort(sizes, kind="stable")[: people - managers - sizes.sum()]] += 1
    unit = [0, *divisions, *departments, *teams]
    heads = {row: seat for seat, row in enumerate(unit)}
    above = [-1] + [heads[units.parent[row]] for row in unit[1:]]
    levels = [units.level[row] - 1 for row in unit]
    lead = ints([heads[row] for row in teams])
    seat_unit = np.concatenate([ints(unit), np.repeat(ints(teams), sizes)])
    seat_parent = np.concatenate([ints(above), np.repeat(lead, sizes)])
    seat_level = np.concatenate([ints(levels), np.full(sizes.sum(), 4)])
    seat_company = np.maximum(ints(units.company)[seat_unit], 0)
    branches = ints([len(names) for names in BRANCHES])
    return Organisation(
        units=units,
        seat_unit=seat_unit,
        seat_parent=seat_parent,
        seat_level=seat_level,
        seat_company=seat_company,
        seat_branch=seat_company * len(BRANCHES[0]) + (seat_unit * 7) % branches[seat_company],
        designations=titles,
        designation_codes=codes,
        reorganised_from=old if new >= 0 else -1,
        reorganised_to=new,
        reorganisation_day=moved_on,
    )
