"""Every planted truth can be found again in the generated data, at its planted size.

Belongs here: one measurement per entry of `truths.yml`. Does not belong here: how the data is made.
Tolerances are about three standard errors at 120 people.
"""

from itertools import pairwise

import numpy as np
import pytest

from company.columns import NO_DAY, day, ints
from company.organisation import midpoint
from company.pay import base_on, company_of
from company.simulation import PART_TIME, VOLUNTARY
from company.world import World, generate


def _months(world: World) -> np.ndarray:
    first = np.datetime64(world.history.first_day, "D").astype("datetime64[M]")
    return (first + np.arange(12 * world.years + 1)).astype("datetime64[D]").astype(np.int64)


def _division_on(world: World, when: int) -> np.ndarray:
    """Division of everybody as it was on day `when`."""
    staff, changes = world.history.staff, world.history.changes
    unit = staff.first_unit.copy()
    past = np.flatnonzero(changes.date <= when)
    unit[changes.row[past]] = changes.new[past, 0]
    return ints(world.organisation.units.division)[unit]


def _turnover(world: World, kinds: tuple[int, ...], division: int) -> tuple[float, float]:
    """Exits a year over average head count of employees, and the exits' share of one person."""
    staff = world.history.staff
    employee = (staff.type <= PART_TIME) & (staff.cast < 0)
    exits, person_months = 0, 0
    months = _months(world)
    for start, following in pairwise(months):
        here = employee & (_division_on(world, int(start)) == division)
        person_months += np.count_nonzero(
            here & (staff.start < start) & ((staff.end == NO_DAY) | (staff.end >= start))
        )
        gone = here & (staff.end >= start) & (staff.end < following) & np.isin(staff.reason, kinds)
        exits += np.count_nonzero(gone)
    return exits / (person_months / 12), 1 / (person_months / 12)


def test_voluntary_turnover_is_double_in_one_division(world: World) -> None:
    special = world.truths.truths["high_turnover_division"]
    units = world.organisation.units
    for row in range(1, 5):
        planted = world.truths.workforce["voluntary_turnover"]
        if units.name[row] == special["unit"]:
            planted = special["voluntary_turnover"]
        rate, one = _turnover(world, VOLUNTARY, row)
        # Fractions of people are carried over, so the rate is met but for one exit and a half of moves.
        assert rate == pytest.approx(planted, abs=1.6 * one + 0.01), units.name[row]


def test_the_lenient_rater_gives_so_much_more_than_others(world: World) -> None:
    facts = world.truths.truths["lenient_rater"]
    rater = world.history.occupant[world.organisation.head_seat(facts["unit"])]
    mine, others = [], []
    for review in world.reviews:
        surplus = review.feedback_score - review.total_score[review.feedback_of]
        mine.append(surplus[review.feedback_by == rater])
        others.append(surplus[review.feedback_by != rater])
    shift = np.concatenate(mine).mean() - np.concatenate(others).mean()
    assert len(np.concatenate(mine)) >= 15
    assert shift == pytest.approx(facts["feedback_shift"], abs=0.2)


def test_women_s_base_pay_is_so_much_lower_within_company_and_grade() -> None:
    world = generate(120, years=3)
    staff = world.history.staff
    company, base = (
        company_of(world.organisation, world.history),
        base_on(world.salaries, staff.count, world.history.as_of),
    )
    here = (staff.cast < 0) & (staff.type == 0) & (staff.gender < 2) & (staff.start <= world.history.as_of)
    here &= (staff.end == NO_DAY) | (staff.end > world.history.as_of)
    # Regression of ln(base / midpoint) on being a woman, with an intercept per company and grade.
    cell = (company * 10 + staff.grade)[here]
    outcome = np.log((base * 12 / 100 / midpoint(company, staff.grade, 0))[here])
    design = np.stack(
        [staff.gender[here] == 1, *(cell == value for value in np.unique(cell))], axis=1
    ).astype(float)
    coefficients = np.linalg.lstsq(design, outcome, rcond=None)[0]
    planted = world.truths.truths["gender_pay_gap"]["base_ratio"]
    assert np.exp(coefficients[0]) - 1 == pytest.approx(planted, abs=0.035)


def test_the_pay_gap_is_exact_where_standing_is_equal(world: World) -> None:
    # Without the spread of standing there is nothing but the gap: base / (standing x midpoint) at hire is 0.94.
    staff, pay = world.history.staff, world.salaries
    first = np.unique(pay.row, return_index=True)[1]
    row, base = pay.row[first], pay.base[first]
    years = world.years
    begun = np.clip((pay.date[first] - world.history.first_day) // 365.25, 0, years - 1).astype(int)
    company = company_of(world.organisation, world.history)[row]
    neutral = staff.standing[row] * midpoint(company, staff.first_grade[row], years - 1 - begun)
    ratio = base * 12 / 100 / neutral
    plain = (staff.cast[row] < 0) & (staff.type[row] == 0)
    assert ratio[plain & (staff.gender[row] == 1)].mean() == pytest.approx(0.94, abs=0.001)
    assert ratio[plain & (staff.gender[row] == 0)].mean() == pytest.approx(1.0, abs=0.001)


def test_the_unhappy_team_answers_so_much_lower(world: World) -> None:
    facts = world.truths.truths["unhappy_team"]
    engagement = world.engagement
    unhappy = engagement.unit[engagement.of] == world.organisation.units.row(facts["unit"])
    answers = engagement.answers.astype(float)
    answers[:, -1] = 6 - answers[:, -1]
    assert unhappy.sum() >= 5
    difference = answers[unhappy].mean() - answers[~unhappy].mean()
    assert difference == pytest.approx(facts["answer_shift"], abs=0.25)


def test_the_course_helps_its_completers_from_the_next_cycle_on(world: World) -> None:
    person = world.history.staff.person
    gains, others = [], []
    for earlier, later in pairwise(world.reviews):
        before = dict(zip(earlier.row.tolist(), earlier.final_score.tolist()))
        for row, score in zip(later.row.tolist(), later.final_score.tolist()):
            if row in before:
                helped = world.learning.helped_from[person[row]] == later.number
                (gains if helped else others).append(score - before[row])
    planted = world.truths.truths["helpful_course"]["rating_shift"]
    assert len(gains) >= 20
    assert np.mean(gains) - np.mean(others) == pytest.approx(planted, abs=0.12)


def test_completers_of_the_helpful_course_are_known_to_the_learning_system(world: World) -> None:
    moodle = world.moodle()
    course = next(
        course
        for course in moodle.courses
        if course.shortname == world.truths.truths["helpful_course"]["shortname"]
    )
    done = {
        entry.userid - 10 for entry in moodle.enrolments if entry.courseid == course.id and entry.completed
    }
    assert done == set(np.flatnonzero(world.learning.helped_from < 10_000).tolist())


def test_one_critical_role_has_nobody_and_one_nobody_ready(world: World) -> None:
    facts = world.truths.truths
    plans = {row["org_unit_id"]: row["plan_id"] for row in reversed(world.canonical["succession_plans"])}
    named: dict[str, list[str]] = {}
    for row in world.canonical["successors"]:
        named.setdefault(row["plan_id"], []).append(row["readiness"])
    assert plans[facts["role_without_successor"]["unit"]] not in named
    waiting = named[plans[facts["role_without_ready_successor"]["unit"]]]
    assert sorted(waiting) == ["one_to_two_years", "over_two_years"]
    bare = [plan for plan in plans.values() if plan not in named]
    assert bare == [plans[facts["role_without_successor"]["unit"]]]


def test_the_star_is_named_on_so_many_plans(world: World) -> None:
    facts = world.truths.truths["star_on_many_plans"]
    star = world.history.occupant[world.organisation.head_seat(facts["unit"])]
    number = f"K{world.history.staff.person[star] + 1:06d}"
    plans = [row for row in world.canonical["successors"] if row["employee_number"] == number]
    assert [row["readiness"] for row in plans] == ["ready_now"] * facts["plans"]


def test_one_person_alone_holds_a_critical_skill(world: World) -> None:
    facts = world.truths.truths["sole_expert"]
    skills = [
        (row["employee"], skill["proficiency"])
        for row in world.documents()["Employee Skill Map"]
        for skill in row["employee_skills"]
        if skill["skill"] == facts["skill"]
    ]
    [(expert, level)] = skills
    assert level == 1.0
    [employee] = [row for row in world.documents()["Employee"] if row["name"] == expert]
    assert (employee["department"], employee["status"]) == (facts["unit"], "Active")
    critical = {row["competency_id"] for row in world.canonical["competencies"] if row["is_critical"]}
    assert critical == {facts["skill"], "Quality control"}


def test_one_kpi_is_missing_and_one_critical_kpi_is_red(world: World) -> None:
    facts, files = world.truths.truths, world.canonical
    key = (facts["missing_kpi"]["unit"], facts["missing_kpi"]["kpi"])
    defined = {(row["org_unit_id"], row["kpi_id"]) for row in files["kpi_defs"]}
    measured = {(row["org_unit_id"], row["kpi_id"]) for row in files["kpi_values"]}
    assert defined - measured == {key}
    red = facts["red_critical_kpi"]
    total = sum(
        row["value"] for row in files["kpi_values"]
        if (row["org_unit_id"], row["kpi_id"]) == (red["unit"], red["kpi"])
    )  # fmt: skip
    target = next(
        row
        for row in files["kpi_targets"]
        if (row["org_unit_id"], row["kpi_id"]) == (red["unit"], red["kpi"])
    )
    definition = next(
        row for row in files["kpi_defs"] if (row["org_unit_id"], row["kpi_id"]) == (red["unit"], red["kpi"])
    )
    # Lower is better: 24 incidents is the floor, the year has more.
    assert definition["is_critical"]
    assert total > target["floor_value"] == 24.0


def test_weights_of_every_scorecard_add_to_a_hundred(world: World) -> None:
    perspectives: dict[str, dict[str, int]] = {}
    inside: dict[tuple[str, str], int] = {}
    for row in world.canonical["kpi_defs"]:
        perspectives.setdefault(row["org_unit_id"], {})[row["perspective"]] = row["perspective_weight"]
        place = (row["org_unit_id"], row["perspective"])
        inside[place] = inside.get(place, 0) + row["kpi_weight"]
    assert {sum(weights.values()) for weights in perspectives.values()} == {100}
    assert set(inside.values()) == {100}


def test_budgets_are_eight_percent_of_the_holders_base(world: World) -> None:
    staff = world.history.staff
    base = base_on(world.salaries, staff.count, world.history.as_of)
    here = (staff.type <= PART_TIME) & (staff.start <= world.history.as_of) & (staff.reason != 11)
    here &= (staff.end == NO_DAY) | (staff.end > world.history.as_of)
    company = company_of(world.organisation, world.history)
    for code, facts in enumerate(world.truths.companies):
        merit = sum(
            float(row["amount"]) for row in world.canonical["comp_budgets"]
            if row["purpose"] == "merit" and row["company_id"] == facts.company_id
        )  # fmt: skip
        annual = base[here & (company == code)].sum() * 12 / 100
        # Rounded down to 1,000 or 100 per holder, of whom there are at most five.
        assert merit == pytest.approx(0.08 * annual, abs=5_000)


def test_the_as_of_date_is_the_last_day_of_the_last_cycle(world: World) -> None:
    assert world.reviews[-1].end == day(world.truths.as_of_date) == world.history.as_of
    assert [review.name for review in world.reviews] == ["2023-24", "2024-25", "2025-26"]
