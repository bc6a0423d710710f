"""What no system holds and files bring: grades, pay ranges, budgets, potential, succession, business KPIs.

Belongs here: the rows of the canonical files, with the truths planted in them. Does not belong here:
writing them. Every table is a list of dicts with the contract's column names; dates and Decimals are
Python's own.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from company.cast import CAST
from company.columns import Ints, ints
from company.organisation import GRADES, MIDPOINTS, Organisation, midpoint
from company.pay import Salaries, base_on, company_of
from company.reviews import Reviews
from company.simulation import PART_TIME, History
from company.truths import Truths

Rows = list[dict[str, Any]]
CYCLE_ID = "2026"
EURO_IN_RUPEES = Decimal("90.0000")
PERSPECTIVES = (
    ("Financial", 30),
    ("Customer", 30),
    ("Internal Process", 25),
    ("Learning and Growth", 15),
)
# kpi, name, perspective, weight in it, direction, unit, time basis, is critical, floor, target, stretch, tolerance
KPIS: tuple[tuple[str, str, int, int, str, str, str, bool, float, float, float | None, float | None], ...] = (
    ("REVENUE_GROWTH", "Revenue growth", 0, 60, "higher", "percent", "average", False, 2, 8, 12, None),
    ("COST_TO_INCOME", "Cost to income", 0, 40, "lower", "percent", "average", False, 85, 70, 62, None),
    (
        "CUSTOMER_SATISFACTION",
        "Customer satisfaction",
        1,
        60,
        "higher",
        "score",
        "average",
        False,
        60,
        80,
        90,
        None,
    ),
    ("ON_TIME_DELIVERY", "On-time delivery", 1, 40, "higher", "percent", "average", False, 80, 95, 99, None),
    ("SAFETY_INCIDENTS", "Recordable safety incidents", 2, 40, "lower", "count", "sum", True, 24, 6, 0, None),
    ("FIRST_PASS_YIELD", "First-pass yield", 2, 30, "higher", "percent", "average", False, 85, 95, 98, None),
    ("STOCK_DAYS", "Days of stock", 2, 30, "target", "days", "last", False, 20, 45, None, 20),
    ("TRAINING_DAYS", "Training days per person", 3, 50, "higher", "days", "sum", False, 1, 4, 6, None),
    (
        "INNOVATION_SHARE",
        "Revenue from new products",
        3,
        50,
        "higher",
        "percent",
        "last",
        False,
        5,
        20,
        30,
        None,
    ),
)


def numbers(history: History) -> list[str]:
    """The employee number of each employment: K and six digits, or the cast's own."""
    return [
        CAST[cast].number if cast >= 0 else f"K{person + 1:06d}"
        for cast, person in zip(history.staff.cast.tolist(), history.staff.person.tolist())
    ]


def _day(value: int) -> date:
    """The date of a day number."""
    return np.datetime64(value, "D").item()


def canonical(
    organisation: Organisation,
    history: History,
    reviews: list[Reviews],
    pay: Salaries,
    truths: Truths,
    rng: np.random.Generator,
) -> dict[str, Rows]:
    """Every canonical table by name."""
    years = len(reviews)
    ratings = _talent_ratings(organisation, history, reviews, truths, rng)
    plans, successors = _succession(organisation, history, truths, rng)
    defs, targets, values = _kpis(organisation, truths, rng)
    return {
        "grades": [
            {"company_id": company.company_id, "grade_id": f"G{rank}", "grade_rank": rank}
            for company in truths.companies
            for rank in range(1, GRADES + 1)
        ],
        "pay_ranges": _pay_ranges(truths, years),
        "exchange_rates": _exchange_rates(truths, years),
        "comp_budgets": _budgets(organisation, history, pay, truths),
        "talent_ratings": ratings,
        "succession_plans": plans,
        "successors": successors,
        "kpi_defs": defs,
        "kpi_targets": targets,
        "kpi_values": values,
    }


def _pay_ranges(truths: Truths, years: int) -> Rows:
    """Ranges of every company, grade and financial year; the last one is open."""
    rows: Rows = []
    year = truths.as_of_date.year
    for code, company in enumerate(truths.companies):
        for grade in range(1, GRADES + 1):
            if not MIDPOINTS[code][grade - 1]:
                continue
            for back in range(years - 1, -1, -1):
                middle = Decimal(int(midpoint(ints([code]), ints([grade]), back)[0]))
                rows.append(
                    {
                        "company_id": company.company_id,
                        "grade_id": f"G{grade}",
                        "currency": company.currency,
                        "minimum_amount": (middle * Decimal("0.8")).quantize(Decimal("1.00")),
                        "midpoint_amount": middle.quantize(Decimal("1.00")),
                        "maximum_amount": (middle * Decimal("1.2")).quantize(Decimal("1.00")),
                        "valid_from": date(year - 1 - back, 4, 1),
                        "valid_to": date(year - back, 4, 1) if back else None,
                    }
                )
    return rows


def _exchange_rates(truths: Truths, years: int) -> Rows:
    """Plan-year rates both ways, one per financial year."""
    rows: Rows = []
    rupee, euro = (company.currency for company in truths.companies)
    for back in range(years - 1, -1, -1):
        start = date(truths.as_of_date.year - 1 - back, 4, 1)
        stop = start.replace(year=start.year + 1) if back else None
        rate = EURO_IN_RUPEES - back
        for source, target, value in ((euro, rupee, rate), (rupee, euro, 1 / rate)):
            rows.append(
                {
                    "from_currency": source,
                    "to_currency": target,
                    "rate": value.quantize(Decimal("1.0000")),
                    "valid_from": start,
                    "valid_to": stop,
                }
            )
    return rows


def _budgets(organisation: Organisation, history: History, pay: Salaries, truths: Truths) -> Rows:
    """Budgets of each division and company as shares of its employees' annual base: merit 8 %, lump sums
    0.5 %, promotions and bonuses as planted.
    """
    facts_of = truths.truths
    shares = (
        ("merit", Decimal("0.080")),
        ("lump_sum", Decimal("0.005")),
        ("promotion", Decimal(str(facts_of["promotion_budget"]["base_ratio"]))),
        ("bonus", Decimal(str(facts_of["bonus_pool"]["base_ratio"]))),
    )
    staff = history.staff
    here = (staff.start <= history.as_of) & ~((staff.end > -9_999) & (staff.end <= history.as_of))
    here &= (staff.type <= PART_TIME) & (staff.reason != 11)
    base = base_on(pay, staff.count, history.as_of) * 12
    company = company_of(organisation, history)
    holder = np.maximum(ints(organisation.units.division)[staff.unit], 0)
    rows: Rows = []
    for code, facts in enumerate(truths.companies):
        for place in np.unique(holder[here & (company == code)]).tolist():
            total = int(base[here & (company == code) & (holder == place)].sum()) // 100
            step = 1_000 if code == 0 else 100
            for purpose, share in shares:
                rows.append(
                    {
                        "company_id": facts.company_id,
                        "cycle_id": CYCLE_ID,
                        "holder_org_unit_id": organisation.units.name[place],
                        "purpose": purpose,
                        "amount": Decimal(int(total * share) // step * step).quantize(Decimal("1.00")),
                        "currency": facts.currency,
                        "decision_date": truths.as_of_date,
                        "effective_date": _day(history.as_of + 1),
                    }
                )
    return rows


def _talent_ratings(
    organisation: Organisation,
    history: History,
    reviews: list[Reviews],
    truths: Truths,
    rng: np.random.Generator,
) -> Rows:
    """Potential on 1 to 5, assessed each February for four in five of the reviewed from grade 2 up."""
    staff, names = history.staff, numbers(history)
    rows: Rows = []
    companies = [facts.company_id for facts in truths.companies]
    company = company_of(organisation, history)
    for review in reviews[-2:]:
        assessed = review.row[(rng.random(len(review.row)) < 0.8) & (staff.grade[review.row] >= 2)]
        assessed = assessed[staff.start[assessed] <= review.end - 120]
        mean = 3 + 0.35 * staff.ability[assessed] + rng.normal(0, 0.7, len(assessed))
        value = np.clip(np.round(mean), 1, 5)
        when = _day(review.end - 38)
        for row, potential in zip(assessed.tolist(), value.tolist()):
            rows.append(
                {
                    "company_id": companies[int(company[row])],
                    "employee_number": names[row],
                    "potential": potential,
                    "scale_min": Decimal(1),
                    "scale_max": Decimal(5),
                    "assessed_at": when,
                }
            )
    return rows


def _succession(
    organisation: Organisation, history: History, truths: Truths, rng: np.random.Generator
) -> tuple[Rows, Rows]:
    """Critical roles (heads first, then leads) and who is named for them, the planted cases included."""
    staff, units, names = history.staff, organisation.units, numbers(history)
    company = company_of(organisation, history)
    companies = [facts.company_id for facts in truths.companies]
    people = len(organisation.seat_unit)
    wanted = min(max(8, round(people / 25)), 400)
    facts = truths.truths
    empty = organisation.head_seat(facts["role_without_successor"]["unit"])
    unready = organisation.head_seat(facts["role_without_ready_successor"]["unit"])
    star = int(history.occupant[organisation.head_seat(facts["star_on_many_plans"]["unit"])])
    seats = [seat for seat in range(1, people) if organisation.seat_level[seat] < 4][:wanted]
    starred = [seat for seat in seats if seat not in (empty, unready)][: facts["star_on_many_plans"]["plans"]]
    since, assessed = date(truths.as_of_date.year - 1, 4, 1), date(truths.as_of_date.year, 2, 15)
    plans: Rows = []
    named: Rows = []

    def name(plan: str, seat: int, row: int, readiness: str, rank: int, emergency: bool = False) -> None:
        """Nominate employment `row` for the role of `seat`."""
        named.append(
            {
                "plan_id": plan,
                "company_id": companies[int(organisation.seat_company[seat])],
                "employee_number": names[row],
                "readiness": readiness,
                "nomination_rank": rank,
                "is_emergency": emergency,
                "assessed_at": assessed,
            }
        )

    for number, seat in enumerate(seats, start=1):
        plan = f"SP-{number:03d}"
        incumbent = int(history.occupant[seat])
        unit = int(history.seat_unit[seat])
        plans.append(
            {
                "plan_id": plan,
                "company_id": companies[int(organisation.seat_company[seat])],
                "role_name": organisation.designations[int(staff.designation[incumbent])],
                "org_unit_id": units.name[unit],
                "incumbent_employee_number": names[incumbent],
                "criticality": "critical" if organisation.seat_level[seat] < 3 else "high",
                "valid_from": since,
                "valid_to": None,
            }
        )
        if seat == empty:
            continue
        below = np.flatnonzero((organisation.seat_parent == seat) & (organisation.seat_level < 5))
        pool = history.occupant[below]
        pool = pool[(staff.type[pool] <= PART_TIME) & (pool != star) & (staff.end[pool] < -9_999)]
        pool = pool[np.argsort(-staff.ability[pool], kind="stable")]
        if seat == unready:
            for rank, row in enumerate(pool[:2].tolist(), start=1):
                name(plan, seat, row, ("one_to_two_years", "over_two_years")[rank - 1], rank)
            continue
        rank = 1
        if seat in starred:
            name(plan, seat, star, "ready_now", rank)
            rank += 1
        levels = ("ready_now", "under_1_year", "one_to_two_years")
        for row in pool[: int(rng.integers(1, 3))].tolist():
            name(plan, seat, row, levels[int(rng.integers(0, 3))], rank, rank == 1)
            rank += 1
    _cast_plans(history, companies, plans, named, company)
    return plans, named


def _cast_plans(history: History, companies: list[str], plans: Rows, named: Rows, company: Ints) -> None:
    """Two roles held by cast members: one nominated for his own role, one named who has left."""
    names = numbers(history)
    holder = names.index("CAST-SELF-SUCCESSOR")
    identifier = companies[int(company[holder])]
    template = {**plans[-1], "company_id": identifier, "org_unit_id": "Platform - KIL", "criticality": "high"}
    cases = (
        ("SP-CAST-SELF", "CAST-SELF-SUCCESSOR", "CAST-SELF-SUCCESSOR"),
        ("SP-CAST-LEFT", "CAST-TRANSFER-AND-PROMOTION", "CAST-LEFT-SUCCESSOR"),
    )
    for plan, incumbent, successor in cases:
        plans.append(
            {
                **template,
                "plan_id": plan,
                "role_name": "Platform Architect",
                "incumbent_employee_number": incumbent,
            }
        )
        named.append(
            {
                "plan_id": plan,
                "company_id": identifier,
                "employee_number": successor,
                "readiness": "ready_now",
                "nomination_rank": 1,
                "is_emergency": False,
                "assessed_at": date(2025, 9, 15),
            }
        )


def _kpis(organisation: Organisation, truths: Truths, rng: np.random.Generator) -> tuple[Rows, Rows, Rows]:
    """Scorecards of the group, its divisions and its first departments: definitions, targets, twelve
    months.
    """
    units = organisation.units
    companies = [facts.company_id for facts in truths.companies]
    scored = [row for row in range(len(units.name)) if units.level[row] <= 3 and units.kind[row] < 12][:17]
    start = date(truths.as_of_date.year - 1, 4, 1)
    missing, red = truths.truths["missing_kpi"], truths.truths["red_critical_kpi"]
    defs: Rows = []
    targets: Rows = []
    values: Rows = []
    for row in scored:
        key = {"company_id": companies[max(units.company[row], 0)], "org_unit_id": units.name[row]}
        for (
            kpi,
            name,
            perspective,
            weight,
            direction,
            unit,
            basis,
            critical,
            floor,
            target,
            stretch,
            tolerance,
        ) in KPIS:
            label, share = PERSPECTIVES[perspective]
            defs.append(
                {
                    **key,
                    "kpi_id": kpi,
                    "kpi_name": name,
                    "perspective": label,
                    "perspective_weight": Decimal(share),
                    "kpi_weight": Decimal(weight),
                    "direction": direction,
                    "unit": unit,
                    "time_basis": basis,
                    "is_critical": critical,
                    "valid_from": start,
                    "valid_to": None,
                }
            )
            targets.append(
                {
                    **key,
                    "kpi_id": kpi,
                    "period_start": start,
                    "period_end": truths.as_of_date,
                    "floor_value": float(floor),
                    "target_value": float(target),
                    "stretch_value": None if stretch is None else float(stretch),
                    "tolerance": None if tolerance is None else float(tolerance),
                }
            )
            attainment = float(np.clip(rng.normal(0.8, 0.2), 0.2, 1.15))
            if (key["org_unit_id"], kpi) == (missing["unit"], missing["kpi"]):
                continue
            if (key["org_unit_id"], kpi) == (red["unit"], red["kpi"]):
                attainment = -0.25
            for month in range(12):
                first = np.datetime64(start, "M") + month
                level = floor + (target - floor) * attainment
                noise = 0.04 * (target - floor) * float(rng.standard_normal())
                value = level + noise
                if basis == "sum":
                    value = value / 12
                value = max(value, 0.0)
                values.append(
                    {
                        **key,
                        "kpi_id": kpi,
                        "period_start": first.astype("datetime64[D]").item(),
                        "period_end": (first + 1).astype("datetime64[D]").item()
                        - (date(2, 1, 2) - date(2, 1, 1)),
                        "value": round(value, 3),
                        "unit": unit,
                    }
                )
    return defs, targets, values
