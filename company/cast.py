"""The cast: invented people who each exist for one awkward case; the employee number says which.

Belongs here: who they are, what is awkward, and the dates that make it so. Does not belong here: how
a case looks in a source (the source modules look members up by number).
The cast is not counted in the number of people, holds no management seat and fills no vacancy.
"""

from dataclasses import dataclass

PLATFORM, SALES, EUROPE = "Platform - KIL", "Key Accounts - KIL", "Benelux - KEB"


@dataclass(frozen=True)
class Spell:
    """One employment: first and last day, the reason as HR typed it, and when HR entered what."""

    start: str
    end: str | None = None
    reason: str = ""
    resigned: str | None = None
    exit_entered: str | None = None
    hire_entered: str | None = None


@dataclass(frozen=True)
class CastMember:
    """One person. `compa` is base pay over midpoint; `promoted` and `transferred` are effective dates."""

    number: str
    first: str
    last: str
    why: str
    unit: str = PLATFORM
    gender: str = "Male"
    birth: str = "1988-05-12"
    grade: int = 3
    employment_type: str = "Full-time"
    spells: tuple[Spell, ...] = (Spell("2019-07-01"),)
    compa: float = 1.0
    promoted: str | None = None
    promotion_entered: str | None = None
    transferred: str | None = None
    transferred_to: str = SALES
    has_manager: bool = True
    has_appraisal: bool = True


CAST: tuple[CastMember, ...] = (
    CastMember(
        "CAST-REHIRE-20D",
        "Malini",
        "Ekbote",
        "Resigned and came back 20 days later: the exit must not count in turnover, service continues.",
        gender="Female",
        spells=(
            Spell("2021-06-01", "2025-07-31", "Better opportunity", "2025-07-01"),
            Spell("2025-08-20"),
        ),
    ),
    CastMember(
        "CAST-REHIRE-LATE",
        "Tejas",
        "Wagle",
        "Came back six months after leaving: a real exit and a new hire, tenure starts again.",
        spells=(
            Spell("2020-02-03", "2025-05-31", "Higher studies", "2025-04-30"),
            Spell("2025-12-01"),
        ),
    ),
    CastMember(
        "CAST-FUTURE-HIRE",
        "Ondine",
        "Ferrer",
        "Hired for May 2026, already entered: not employed on the as-of date, whatever the status says.",
        gender="Female",
        spells=(Spell("2026-05-04", hire_entered="2026-03-16"),),
    ),
    CastMember(
        "CAST-NO-MANAGER",
        "Godfrey",
        "Noronha",
        "An external adviser who reports to nobody.",
        grade=7,
        birth="1966-11-02",
        has_manager=False,
    ),
    CastMember(
        "CAST-HIRED-AND-LEFT-SAME-DAY",
        "Lavanya",
        "Oommen",
        "Joined and left on one day: one hire, one exit, nobody at the close of any day.",
        gender="Female",
        unit=SALES,
        spells=(Spell("2025-09-01", "2025-09-01", "Personal reasons", "2025-09-01"),),
        has_appraisal=False,
    ),
    CastMember(
        "CAST-RESCINDED",
        "Bertrand",
        "Maes",
        "The offer was withdrawn before the first day: never employed.",
        unit=EUROPE,
        spells=(
            Spell(
                "2025-11-03", "2025-11-03", "Offer rescinded", None, "2025-10-28", hire_entered="2025-10-06"
            ),
        ),
        has_appraisal=False,
    ),
    CastMember(
        "CAST-BACKDATED-EXIT",
        "Chandrika",
        "Holkar",
        "Left on 31 December, but HR entered it on 10 March: earlier figures were honestly wrong.",
        gender="Female",
        unit=SALES,
        spells=(Spell("2019-07-01", "2025-12-31", "Relocation", "2025-12-01", "2026-03-10"),),
        has_appraisal=False,
    ),
    CastMember(
        "CAST-AMENDED-SALARY",
        "Eknath",
        "Barve",
        "The salary from October was entered too high, cancelled and amended in November.",
    ),
    CastMember(
        "CAST-AMENDED-PROMOTION",
        "Ruksana",
        "Dalal",
        "The promotion was entered for July, cancelled, and amended to October.",
        gender="Female",
        promoted="2025-10-01",
        promotion_entered="2025-09-22",
    ),
    CastMember(
        "CAST-RETROACTIVE-PROMOTION",
        "Shirin",
        "Umrigar",
        "Promoted from October, entered in February: the grade changes backwards in time.",
        gender="Female",
        promoted="2025-10-01",
        promotion_entered="2026-02-20",
    ),
    CastMember(
        "CAST-BELOW-RANGE",
        "Dattatray",
        "Gokhale",
        "Paid below the minimum of the range.",
        compa=0.74,
    ),
    CastMember(
        "CAST-RED-CIRCLED",
        "Philomena",
        "Pinto",
        "Paid above the maximum of the range: an increment can only be a lump sum.",
        gender="Female",
        compa=1.27,
        birth="1969-08-21",
        spells=(Spell("2006-03-01"),),
    ),
    CastMember(
        "CAST-NO-RANGE",
        "Evert",
        "Hoekstra",
        "Grade G8 has no pay range in the European company: no compa-ratio, no cap from a range.",
        unit=EUROPE,
        grade=8,
        birth="1970-01-30",
    ),
    CastMember(
        "CAST-UNRATED",
        "Zubin",
        "Contractor",
        "Employed for years, never appraised: no rating, no merit, and a reason why.",
        has_appraisal=False,
    ),
    CastMember(
        "CAST-ON-NOTICE",
        "Revathi",
        "Subramanian",
        "Resigned on 10 March, last day 9 May: active on the as-of date, not eligible.",
        gender="Female",
        spells=(Spell("2019-07-01", "2026-05-09", "Better opportunity", "2026-03-10"),),
    ),
    CastMember(
        "CAST-HIRED-AFTER-CUTOFF",
        "Armaan",
        "Grewal",
        "Joined in February 2026: too late for this cycle.",
        spells=(Spell("2026-02-16"),),
        has_appraisal=False,
    ),
    CastMember(
        "CAST-PART-TIME",
        "Hanneke",
        "Brouwer",
        "Works half time for half pay: full-time base is twice the amount.",
        gender="Female",
        unit=EUROPE,
        employment_type="Part-time",
    ),
    CastMember(
        "CAST-UNKNOWN-GENDER",
        "Kit",
        "Almeida",
        "Gender not disclosed: counted everywhere, left out of every comparison of women and men.",
        gender="Prefer not to say",
    ),
    CastMember(
        "CAST-TRANSFER-AND-PROMOTION",
        "Vasanti",
        "Kelkar",
        "Transferred and promoted on the same day by two documents.",
        gender="Female",
        promoted="2025-10-01",
        transferred="2025-10-01",
    ),
    CastMember(
        "CAST-SELF-SUCCESSOR",
        "Xerxes",
        "Wadia",
        "Incumbent of a critical role and nominated for it: not a successor.",
        grade=5,
    ),
    CastMember(
        "CAST-LEFT-SUCCESSOR",
        "Minal",
        "Apte",
        "Named as ready successor, left since: not on the bench.",
        gender="Female",
        grade=5,
        spells=(Spell("2018-04-02", "2026-01-31", "Better opportunity", "2025-12-02"),),
        has_appraisal=False,
    ),
    CastMember(
        "CAST-DRAFT-APPRAISAL",
        "Omkar",
        "Tilak",
        "The appraisal carries a score but was never submitted: not a rating.",
    ),
    CastMember(
        "CAST-NO-SELF-REVIEW",
        "Jalpa",
        "Vora",
        "No self review: the HR system averages a zero into the final score.",
        gender="Female",
    ),
    CastMember(
        "CAST-NO-IDNUMBER",
        "Thilo",
        "Brandt",
        "The learning system does not know the employee number: only the e-mail address joins.",
        unit=EUROPE,
    ),
    CastMember(
        "CAST-UNMAPPED-REASON",
        "Bhupinder",
        "Ahluwalia",
        "Left for a reason no mapping knows: a bucket of its own, never voluntary.",
        unit=SALES,
        spells=(Spell("2019-07-01", "2025-11-14", "See personnel file", None, "2025-11-14"),),
        has_appraisal=False,
    ),
    CastMember(
        "CAST-CONTRACTOR",
        "Radhika",
        "Menezes",
        "A contingent worker: on the payroll, outside head count of employees and outside increments.",
        gender="Female",
        employment_type="Contract",
        has_appraisal=False,
    ),
    CastMember(
        "CAST-INTERN",
        "Swapnil",
        "Gaikwad",
        "An intern: outside head count of employees and outside increments.",
        grade=1,
        birth="2003-04-17",
        employment_type="Intern",
        spells=(Spell("2026-01-05"),),
        has_appraisal=False,
    ),
)
