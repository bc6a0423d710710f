"""What only files bring about direction and money: objectives, job cards, competencies, finance, benchmarks.

Belongs here: the rows of those canonical files. Does not belong here: what planning files hold
(`company.planning`), writing files, payroll itself. Every table is a list of dicts with the contract's column
names; a column that is left out is empty. Company `*` is the group. Nothing here is real: benchmarks are
invented and say so.
"""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from company.columns import NO_DAY, Ints
from company.frappe import SKILLS
from company.organisation import DEPARTMENTS, DIVISION_HEADS, LADDERS, Organisation
from company.pay import EURO_EMPLOYER_RATES, Salaries, company_of, payroll
from company.planning import KPIS, PERSPECTIVES, Rows, numbers
from company.reviews import KRAS, WEIGHTS, Reviews
from company.simulation import CONTRACT, PART_TIME, History
from company.truths import Truths, month_day

GROUP = "*"
SCHEME, CARD_VERSION, FRAMEWORK = "EU-2026", "2025-1", "Kaveri skills 2025"
# What the employer pays on top of gross pay: as the reconciliation policy assumes it, and as European slips say it.
EMPLOYER_PART = (Decimal("0.13"), Decimal(sum(EURO_EMPLOYER_RATES)) / 100)
CATEGORIES = (
    ("C1", "Supporting work"),
    ("C2", "Skilled work"),
    ("C3", "Professional work"),
    ("C4", "Leading a team"),
    ("C5", "Leading a function"),
)
AMBITIONS = (
    "Grow revenue faster than the market",
    "Become the supplier that customers name first",
    "Deliver right the first time",
    "Build the skills for the next products",
)
# title, measure, unit, baseline, target, floor, stretch, tolerance, limit
RESULTS: tuple[tuple[str, str, str | None, tuple[float | None, ...]], ...] = (
    ("Revenue growth rises from 4 to 8 %", "higher", "percent", (4, 8, 4, 10, None, None)),
    ("Complaints fall from 60 to 30 a month", "lower", "count", (60, 30, 60, 20, None, None)),
    ("Stock stays near 45 days", "target", "days", (60, 45, None, None, 5, 20)),
    ("The new line is in service", "milestone", None, (None, None, None, None, None, None)),
)
MILESTONES = (("M1", "Design approved", 30), ("M2", "Line built", 50), ("M3", "Line in service", 20))
COURSES = (("COACH-210", "Coaching"), ("LEAD-301", "Planning"), ("COC-100", "Customer care"))
# KPI, variant, values at the percentiles 10, 25, 50, 75 and 90.
BENCHMARKS = (
    ("voluntary_turnover", "daily_average", (0.06, 0.09, 0.13, 0.18, 0.25)),
    ("training_hours", "per_fte", (6.0, 11.0, 18.0, 27.0, 40.0)),
)


def _day(value: int) -> date:
    """The date of a day number."""
    found: date = np.datetime64(value, "D").item()
    return found


def strategy(
    organisation: Organisation,
    history: History,
    reviews: list[Reviews],
    pay: Salaries,
    truths: Truths,
    seed: int,
    rng: np.random.Generator,
) -> dict[str, Rows]:
    """Every table of this module by name."""
    plans, actions = _development(organisation, history, truths, rng)
    objectives, results, milestones, checkins = _objectives(organisation, truths)
    alignments, goal_checkins = _alignment(organisation, history, reviews[-1], objectives, truths)
    return {
        "worker_categories": _categories(organisation),
        **_job_cards(organisation, truths),
        "competencies": [
            {
                "company_id": GROUP,
                "competency_id": skill,
                "competency_name": skill,
                "framework": FRAMEWORK,
                "level_min": Decimal(0),
                "level_max": Decimal(5),
                "is_critical": skill in ("Quality control", truths.truths["sole_expert"]["skill"]),
            }
            for skill in (*SKILLS, truths.truths["sole_expert"]["skill"])
        ],
        "learning_competencies": [
            {
                "company_id": GROUP,
                "source_system": "moodle",
                "learning_item_id": course,
                "competency_id": skill,
                "level_gain": Decimal("0.5"),
            }
            for course, skill in COURSES
        ],
        "objectives": objectives,
        "key_results": results,
        "goal_milestones": milestones,
        "goal_checkins": [*checkins, *goal_checkins],
        "goal_alignments": alignments,
        "calibration_changes": _calibration(organisation, history, reviews, truths, rng),
        "dev_plans": plans,
        "dev_actions": actions,
        "awards": _awards(organisation, history, truths, rng),
        "finance_periods": _finance(organisation, history, pay, truths, len(reviews), seed),
        "benchmarks": _benchmarks(truths),
    }


def _step(designation: str) -> int:
    """The row in CATEGORIES of a designation: its rung on the ladder, or the team or function it leads."""
    if designation.startswith("Chief ") or designation.startswith("Head of "):
        return 4
    if designation.endswith(" Team Lead"):
        return 3
    rungs = [
        ladder.split(",").index(designation)
        for ladder in LADDERS.values()
        if designation in ladder.split(",")
    ]
    return min(rungs[0], 2)


def _categories(organisation: Organisation) -> Rows:
    """The category of equal value of every job."""
    return [
        {
            "company_id": GROUP,
            "scheme": SCHEME,
            "job_id": designation,
            "category_id": CATEGORIES[_step(designation)][0],
            "category_name": CATEGORIES[_step(designation)][1],
        }
        for designation in organisation.designations
    ]


def _job_cards(organisation: Organisation, truths: Truths) -> dict[str, Rows]:
    """A card for every job: key result areas that add up to 100, two KPIs and three competencies."""
    start = date(truths.as_of_date.year - 1, 4, 1)
    cards: dict[str, Rows] = {
        "job_cards": [],
        "job_card_kras": [],
        "job_card_kpis": [],
        "job_competencies": [],
    }
    for number, designation in enumerate(organisation.designations):
        card = {"company_id": GROUP, "job_id": designation, "version": CARD_VERSION}
        area = "the group" if designation in DIVISION_HEADS else "the unit"
        cards["job_cards"].append(
            {
                **card,
                "purpose": f"Delivers what customers of {area} were promised, as {designation}",
                "source_document": f"JD-{number + 1:03d}",
                "valid_from": start,
            }
        )
        for kra, weight in zip(KRAS, WEIGHTS):
            cards["job_card_kras"].append({**card, "kra_id": kra, "weight": Decimal(int(weight))})
        for step in range(2):
            kpi = KPIS[(number + step * 3) % len(KPIS)][0]
            cards["job_card_kpis"].append({**card, "kpi_id": kpi, "kra_id": KRAS[step]})
        for step in range(3):
            cards["job_competencies"].append(
                {
                    "company_id": GROUP,
                    "job_id": designation,
                    "competency_id": SKILLS[(number + step) % len(SKILLS)],
                    "required_level": Decimal(min(2 + _step(designation), 5)),
                    "valid_from": start,
                }
            )
    return cards


def _objectives(organisation: Organisation, truths: Truths) -> tuple[Rows, Rows, Rows, Rows]:
    """A cascade from the group over its divisions to departments, with key results, milestones and check-ins."""
    units, year = organisation.units, truths.as_of_date.year
    period = {"period_start": date(year - 1, 4, 1), "period_end": truths.as_of_date}
    objectives: Rows = []

    def objective(
        name: str, place: int, perspective: int, level: str, parent: str | None, weight: int
    ) -> str:
        """Add an objective of the unit in row `place`; return its identifier."""
        objectives.append(
            {
                "company_id": GROUP,
                "objective_id": name,
                "title": AMBITIONS[perspective]
                if parent is None
                else f"{AMBITIONS[perspective]}: {units.title[place]}",
                "level": level,
                "owner_org_unit_id": units.name[place],
                "parent_objective_id": parent,
                "perspective": PERSPECTIVES[perspective][0],
                "weight": Decimal(weight),
                **period,
            }
        )
        return name

    tops = [
        objective(f"OBJ-{year}-{number + 1}", 0, number, "company", None, share)
        for number, (_, share) in enumerate(PERSPECTIVES)
    ]
    below: dict[int, str] = {}
    for place in range(1, 5):
        names = [
            objective(f"OBJ-{year}-D{place}-{number + 1}", place, number, "division", tops[number], 50)
            for number in ((place - 1) % 4, place % 4)
        ]
        below[place] = names[0]
    departments = [
        row
        for row in range(5, len(units.name))
        if units.level[row] == 3 and units.kind[row] < len(DEPARTMENTS)
    ]
    for place in departments:
        division = units.division[place]
        peers = [row for row in departments if units.division[row] == division]
        share = 100 // len(peers) + (peers.index(place) < 100 % len(peers))
        objective(f"OBJ-{year}-T{place}", place, (division - 1) % 4, "department", below[division], share)
    return (objectives, *_results(objectives, year, period["period_end"]))


def _results(objectives: Rows, year: int, end: date) -> tuple[Rows, Rows, Rows]:
    """Two key results for each objective above departments; milestones, and a check-in at the end of each month."""
    results: Rows = []
    milestones: Rows = []
    checkins: Rows = []
    for place, objective in enumerate(row for row in objectives if row["level"] != "department"):
        for step in range(2):
            title, measure, unit, values = RESULTS[(place + step) % len(RESULTS)]
            name = f"KR-{objective['objective_id'].removeprefix('OBJ-')}-{step + 1}"
            fields = (
                "baseline_value",
                "target_value",
                "floor_value",
                "stretch_value",
                "tolerance",
                "limit_value",
            )
            baseline, target = values[:2]
            results.append(
                {
                    "company_id": GROUP,
                    "key_result_id": name,
                    "objective_id": objective["objective_id"],
                    "title": title,
                    "kind": ("committed", "aspirational")[(place + step) % 2],
                    "measure": measure,
                    "unit": unit,
                    **{field: None if v is None else float(v) for field, v in zip(fields, values)},
                    "weight": Decimal((60, 40)[step]),
                }
            )
            key = {"company_id": GROUP, "goal_id": name}
            if measure == "milestone":
                for number, (milestone, text, weight) in enumerate(MILESTONES):
                    due = date(year - 1, 7 + 2 * number, 30)
                    reached = due - timedelta(days=place) if number < 2 else None
                    milestones.append(
                        {
                            **key,
                            "milestone_id": milestone,
                            "title": text,
                            "weight": Decimal(weight),
                            "due_date": due,
                            "reached_date": reached,
                        }
                    )
                continue
            for month in range(12):
                last = (np.datetime64(date(year - 1, 5, 1), "M") + month).astype("datetime64[D]") - 1
                share = (month + 1) / 12 * (0.6 + 0.05 * (place % 9))
                checkins.append(
                    {
                        **key,
                        "recorded_date": min(last.item(), end),
                        "value": round((baseline or 0) + ((target or 0) - (baseline or 0)) * share, 2),
                        "confidence": Decimal(5 + place % 5) / 10,
                    }
                )
    return results, milestones, checkins


def _alignment(
    organisation: Organisation, history: History, review: Reviews, objectives: Rows, truths: Truths
) -> tuple[Rows, Rows]:
    """Which objective each goal of the last cycle serves, teamwork apart, and a check-in of a few goals."""
    units, year = organisation.units, truths.as_of_date.year
    known = {row["objective_id"] for row in objectives}
    company = company_of(organisation, history)
    companies = [facts.company_id for facts in truths.companies]
    alignments: Rows = []
    checkins: Rows = []
    for goal in range(len(review.goal_of)):
        person = int(review.goal_of[goal])
        if review.goal_is_archived[goal] or review.goal_kra[goal] == 2:
            continue
        unit = int(review.unit[person])
        department, division = units.department[unit], units.division[unit]
        served = (
            f"OBJ-{year}-T{department}"
            if department > 0
            else f"OBJ-{year}-D{division}-{(division - 1) % 4 + 1}"
        )
        if served not in known:
            served = f"OBJ-{year}-1"
        name = f"HR-GOAL-{year - 1}-{goal + 1:05d}"
        identifier = companies[int(company[review.row[person]])]
        alignments.append(
            {
                "company_id": identifier,
                "source_system": "frappe_hr",
                "goal_id": name,
                "parent_objective_id": served,
            }
        )
        if goal % 40 == 0:
            checkins.append(
                {
                    "company_id": identifier,
                    "goal_id": name,
                    "recorded_date": date(year - 1, 9, 30),
                    "progress_pct": Decimal(int(review.goal_progress[goal]) // 2),
                    "confidence": Decimal("0.7"),
                }
            )
    return alignments, checkins


def _calibration(
    organisation: Organisation,
    history: History,
    reviews: list[Reviews],
    truths: Truths,
    rng: np.random.Generator,
) -> Rows:
    """A few ratings of the last closed cycle that a meeting moved towards the middle, twenty days after its end."""
    if len(reviews) < 2:
        return []
    review, names = reviews[-2], numbers(history)
    company = company_of(organisation, history)
    changed = np.flatnonzero((rng.random(len(review.row)) < 0.04) & (review.docstatus == 1))
    chair = names[int(history.occupant[0])]
    rows: Rows = []
    for place in changed.tolist():
        row = int(review.row[place])
        before = Decimal(str(round(float(review.final_score[place]), 3)))
        step = Decimal("0.25") if before < Decimal("3.3") else Decimal("-0.25")
        rows.append(
            {
                "company_id": truths.companies[int(company[row])].company_id,
                "cycle_id": review.name,
                "employee_number": names[row],
                "changed_date": _day(review.end + 20),
                "from_rating": before,
                "to_rating": before + step,
                "meeting": f"CAL-{review.name}",
                "changed_by_employee_number": chair,
                "reason_code": "distribution" if step < 0 else "evidence",
            }
        )
    return rows


def _present(history: History) -> Ints:
    """Rows of the employees there on the as-of date."""
    staff = history.staff
    here = (staff.start <= history.as_of) & ((staff.end == NO_DAY) | (staff.end > history.as_of))
    return np.flatnonzero(here & (staff.type <= PART_TIME) & (staff.cast < 0))


def _development(
    organisation: Organisation, history: History, truths: Truths, rng: np.random.Generator
) -> tuple[Rows, Rows]:
    """A development plan with two actions for one employee in seven, and the planted improvement plan."""
    names, year = numbers(history), truths.as_of_date.year
    rows = _present(history)
    company = company_of(organisation, history)
    plans: Rows = []
    actions: Rows = []
    for row in rows[rng.random(len(rows)) < 1 / 7].tolist():
        name = f"DP-{year}-{names[row]}"
        key = {"company_id": truths.companies[int(company[row])].company_id, "dev_plan_id": name}
        plans.append(
            {
                **key,
                "employee_number": names[row],
                "agreed_date": date(year, 1, 12),
                "plan_kind": "development",
            }
        )
        for step, (course, skill) in enumerate((COURSES[row % 2], (None, SKILLS[row % len(SKILLS)]))):
            actions.append(
                {
                    **key,
                    "action_id": f"A{step + 1}",
                    "competency_id": skill,
                    "learning_item_id": course,
                    "title": f"Attend {course}" if course else f"Lead one piece of work in {skill.lower()}",
                    "due_date": date(year, 6, 30) if step else date(year, 2, 28),
                    "status": ("done", "in_progress", "planned", "dropped")[(row + step) % 4],
                }
            )
    planted = truths.truths["improvement_plan"]
    row = names.index(planted["employee"])
    plans.append(
        {
            "company_id": truths.companies[int(company[row])].company_id,
            "dev_plan_id": f"IP-{year}-{names[row]}",
            "employee_number": names[row],
            "agreed_date": planted["agreed_date"],
            "plan_kind": "improvement",
        }
    )
    return plans, actions


def _awards(organisation: Organisation, history: History, truths: Truths, rng: np.random.Generator) -> Rows:
    """Recognitions of the last financial year, every other one with money."""
    names, year = numbers(history), truths.as_of_date.year
    company = company_of(organisation, history)
    rows = _present(history)
    rows = rows[(rng.random(len(rows)) < 0.04) & (history.staff.start[rows] < month_day(f"{year - 1}-10"))]
    return [
        {
            "company_id": truths.companies[int(company[row])].company_id,
            "award_id": f"AW-{year - 1}-{place + 1:03d}",
            "employee_number": names[row],
            "award_type": ("recognition", "bonus")[place % 2],
            "award_date": date(year - 1, 10 + place % 3, 2 + place % 20),
            "amount": Decimal((25_000, 300)[int(company[row])]) if place % 2 else None,
            "currency": truths.companies[int(company[row])].currency if place % 2 else None,
            "programme": ("Thank you", "Spot award")[place % 2],
        }
        for place, row in enumerate(rows.tolist())
    ]


def _finance(
    organisation: Organisation, history: History, pay: Salaries, truths: Truths, years: int, seed: int
) -> Rows:
    """Each company's month as finance books it: people cost is payroll and the employer's part, but for one month."""
    planted = truths.truths["finance_differs"]
    rows: Rows = []
    for month in payroll(organisation, history, pay, years, seed):
        facts = truths.companies[month.company]
        is_contingent = history.staff.type[month.row] == CONTRACT
        people = Decimal(int(month.gross[~is_contingent].sum())).scaleb(-2) * (
            1 + EMPLOYER_PART[month.company]
        )
        contingent = Decimal(int(month.gross[is_contingent].sum())).scaleb(-2)
        start = _day(month.start)
        if (facts.company_id, f"{start:%Y-%m}") == (planted["company"], planted["month"]):
            people *= 1 + Decimal(str(planted["surplus_ratio"]))
        season = Decimal(100 + (start.month * 7) % 9 - 4) / 100
        rows.append(
            {
                "company_id": facts.company_id,
                "period_start": start,
                "period_end": _day(month.end),
                "currency": facts.currency,
                "revenue_amount": (people * Decimal("3.4") * season).quantize(Decimal("1.00")),
                "operating_expense_amount": (people * Decimal("2.7") * season).quantize(Decimal("1.00")),
                "people_cost_amount": people.quantize(Decimal("1.00")),
                "contingent_cost_amount": contingent.quantize(Decimal("1.00")),
            }
        )
    return rows


def _benchmarks(truths: Truths) -> Rows:
    """Percentiles of two KPIs among companies that do not exist."""
    return [
        {
            "company_id": GROUP,
            "metric": metric,
            "variant": variant,
            "industry": "Manufacturing",
            "geography": facts.country,
            "size_band": "100-999",
            "percentile": percentile,
            "value": value,
            "as_of_date": date(truths.as_of_date.year - 1, 12, 31),
            "source": "Invented for the demonstration: no real companies",
            "licence": "free, because it is invented",
        }
        for metric, variant, values in BENCHMARKS
        for facts in truths.companies
        for percentile, value in zip((10, 25, 50, 75, 90), values)
    ]
